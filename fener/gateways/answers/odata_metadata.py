"""``$metadata``: the model as CSDL 4.0 XML, in the shape ODK Central's clients read."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from fener.gateways.answers.odata_model import SUBMISSIONS, EntitySet, Model, Property

EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
_SUBMISSION = "org.opendatakit.submission"
_CAPABILITIES = "Org.OData.Capabilities.V1"
TYPES = {
    "integer": "Edm.Int64",
    "decimal": "Edm.Decimal",
    "range": "Edm.Decimal",
    "geopoint": "Edm.GeographyPoint",
    "geotrace": "Edm.GeographyLineString",
    "geoshape": "Edm.GeographyPolygon",
    "date": "Edm.Date",
    "today": "Edm.Date",
    "dateTime": "Edm.DateTimeOffset",
    "start": "Edm.DateTimeOffset",
    "end": "Edm.DateTimeOffset",
}
SYSTEM = (
    ("submissionDate", "Edm.DateTimeOffset"),
    ("updatedAt", "Edm.DateTimeOffset"),
    ("deletedAt", "Edm.DateTimeOffset"),
    ("submitterId", "Edm.String"),
    ("submitterName", "Edm.String"),
    ("attachmentsPresent", "Edm.Int64"),
    ("attachmentsExpected", "Edm.Int64"),
    ("status", f"{_SUBMISSION}.Status"),
    ("reviewState", f"{_SUBMISSION}.ReviewState"),
    ("deviceId", "Edm.String"),
    ("edits", "Edm.Int64"),
    ("formVersion", "Edm.String"),
)
"""``__system``: names and types. The submitter and the device are null always: monitors are not named outside."""

_STATUS = ("notDecrypted", "missingEncryptedFormData")
_REVIEW = ("hasIssues", "edited", "rejected", "approved")


def service_document(model: Model, base_url: str) -> dict[str, object]:
    """What the root of the service answers."""
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in model.sets]
    return {"@odata.context": f"{base_url}/$metadata", "value": sets}


def metadata_xml(model: Model) -> bytes:
    """The EDMX document."""
    root = etree.Element(f"{{{EDMX}}}Edmx", {"Version": "4.0"}, nsmap={"edmx": EDMX})
    _capability_reference(root)
    services = etree.SubElement(root, f"{{{EDMX}}}DataServices")
    _submission_schema(services)
    schema = _schema(services, model.namespace)
    for each in model.sets.values():
        _entity_type(schema, model, each)
    for each in model.sets.values():
        _complex_types(schema, model, each.properties, _qualified(each))
    _container(schema, model)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _capability_reference(root: etree._Element) -> None:
    told = {"Uri": "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1.xml"}
    reference = etree.SubElement(root, f"{{{EDMX}}}Reference", told)
    etree.SubElement(reference, f"{{{EDMX}}}Include", {"Namespace": _CAPABILITIES})


def _schema(services: etree._Element, namespace: str) -> etree._Element:
    return etree.SubElement(services, f"{{{EDM}}}Schema", {"Namespace": namespace}, nsmap={None: EDM})  # type: ignore[dict-item]


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{EDM}}}{tag}", attributes)


def _submission_schema(services: etree._Element) -> None:
    schema = _schema(services, _SUBMISSION)
    complex_type = _add(schema, "ComplexType", Name="metadata")
    for name, kind in SYSTEM:
        _add(complex_type, "Property", Name=name, Type=kind)
    for name, members in (("Status", _STATUS), ("ReviewState", _REVIEW)):
        listed = _add(schema, "EnumType", Name=name)
        for member in members:
            _add(listed, "Member", Name=member)


def _qualified(each: EntitySet) -> str:
    """Path of names to a set's content, as complex types below it are called."""
    return ".".join(part.name for part in each.path)


def _entity_type(schema: etree._Element, model: Model, each: EntitySet) -> None:
    entity = _add(schema, "EntityType", Name=each.name)
    _add(_add(entity, "Key"), "PropertyRef", Name="__id")
    _add(entity, "Property", Name="__id", Type="Edm.String", Nullable="false")
    if each.name == SUBMISSIONS:
        _add(entity, "Property", Name="__system", Type=f"{_SUBMISSION}.metadata")
    else:
        _add(entity, "Property", Name=each.parent_id, Type="Edm.String")
    _add_properties(entity, model, each.properties, _qualified(each))


def _complex_types(schema: etree._Element, model: Model, properties: Sequence[Property], above: str) -> None:
    for each in properties:
        if each.node.kind == "group":
            name = f"{above}.{each.name}".lstrip(".")
            complex_type = _add(schema, "ComplexType", Name=name)
            _add_properties(complex_type, model, each.children, name)
            _complex_types(schema, model, each.children, name)


def _add_properties(parent: etree._Element, model: Model, properties: Sequence[Property], above: str) -> None:
    for each in properties:
        name = f"{above}.{each.name}".lstrip(".")
        if each.node.is_table:
            _add(
                parent, "NavigationProperty", Name=each.name, Type=f"Collection({model.namespace}.{SUBMISSIONS}.{name})"
            )
        elif each.node.kind == "group":
            _add(parent, "Property", Name=each.name, Type=f"{model.namespace}.{name}")
        else:
            _add_answer(parent, each)


def _add_answer(parent: etree._Element, each: Property) -> None:
    kind = TYPES.get(each.node.kind, "Edm.String")
    scale = {"Scale": "variable"} if kind == "Edm.Decimal" else {}  # without it a decimal has no decimals
    _add(parent, "Property", Name=each.name, Type=kind, **scale)


def _container(schema: etree._Element, model: Model) -> None:
    container = _add(schema, "EntityContainer", Name=model.key)
    for each in model.sets.values():
        entity_set = _add(container, "EntitySet", Name=each.name, EntityType=f"{model.namespace}.{each.name}")
        for path, name in _bindings(each.properties, ""):
            _add(entity_set, "NavigationPropertyBinding", Path=path, Target=f"{each.name}.{name}")
        if each.name == SUBMISSIONS:
            _capabilities(entity_set)


def _bindings(properties: Sequence[Property], above: str) -> list[tuple[str, str]]:
    """(path, dotted name) of the repeats of a set, through its groups."""
    found: list[tuple[str, str]] = []
    for each in properties:
        path = f"{above}/{each.name}".lstrip("/")
        if each.node.is_table:
            found.append((path, path.replace("/", ".")))
        elif each.node.kind == "group":
            found += _bindings(each.children, path)
    return found


def _capabilities(entity_set: etree._Element) -> None:
    for term, properties in (
        ("CountRestrictions", {"Countable": "true"}),
        ("SkipSupported", None),
        ("TopSupported", None),
        ("FilterRestrictions", {"Filterable": "true", "RequiresFilter": "false"}),
        ("SortRestrictions", {"Sortable": "true"}),
        ("ExpandRestrictions", {"Expandable": "true"}),
    ):
        annotation = _add(entity_set, "Annotation", Term=f"{_CAPABILITIES}.{term}")
        if properties is None:
            annotation.set("Bool", "true")
            continue
        record = _add(annotation, "Record")
        for name, value in properties.items():
            _add(record, "PropertyValue", Property=name, Bool=value)
