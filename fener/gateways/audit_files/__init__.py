"""The audit chain outside the desk: its file, its signed checkpoints, and whether both fit."""

from fener.gateways.audit_files.check import AuditFileCheck, AuditFileProblem, KeptCheck, check_audit_file
from fener.gateways.audit_files.checkpoint import AuditCheckpoint, ShortCheckpoint, read_checkpoint
from fener.gateways.audit_files.lines import FORMAT, closing_line, entry_line, header_line
from fener.gateways.audit_files.signing import AuditSigner, fits_signature, make_audit_key, read_public_key

__all__ = [
    "FORMAT",
    "AuditCheckpoint",
    "AuditFileCheck",
    "AuditFileProblem",
    "AuditSigner",
    "KeptCheck",
    "ShortCheckpoint",
    "check_audit_file",
    "closing_line",
    "entry_line",
    "fits_signature",
    "header_line",
    "make_audit_key",
    "read_checkpoint",
    "read_public_key",
]
