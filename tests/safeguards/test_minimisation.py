"""Nothing that names a person stays in a report by oversight: measured on invented snippets in the languages of the field."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.safeguards.minimisation import (
    Mark,
    MarkDecision,
    MarkKind,
    Verdict,
    apply_marks,
    coarse_point,
    find_marks,
    may_approve,
)
from fener.safeguards.minimisation_finders.accounts import has_base58_checksum, has_iban_check, passes_luhn
from fener.safeguards.minimisation_finders.text_scan import find_spans
from fener.terms.errors import UnreadableMaterial
from fener.terms.questionnaires import (
    Choice,
    QuestionnaireDefinition,
    QuestionnaireField,
    ReportKind,
    Sensitivity,
)

K = MarkKind

# What is written, and what in it must be marked. All numbers and names are made up.
POSITIVE: list[tuple[str, MarkKind, str]] = [
    ("The driver gave us +381 64 123 4567 for the next leg.", K.PHONE, "+381 64 123 4567"),
    ("Call 0038164/123-456 after dark.", K.PHONE, "0038164/123-456"),
    ("Contact is (011) 234-5678, ask for the guide.", K.PHONE, "(011) 234-5678"),
    ("On WhatsApp: +93 70 123 4567, speaks Pashto.", K.PHONE, "+93 70 123 4567"),
    ("His number is 00 90 532 123 45 67 and works only at night.", K.PHONE, "00 90 532 123 45 67"),
    ("Call 6941234567 when you are in Greece.", K.PHONE, "6941234567"),
    ("They wrote 0 6 4 1 2 3 4 5 6 7 on the wall.", K.PHONE, "0 6 4 1 2 3 4 5 6 7"),
    ("number 064.123.45.67 was on the paper", K.PHONE, "064.123.45.67"),
    ("Vozač ostavlja broj 063/111-222 na papiru.", K.PHONE, "063/111-222"),
    ("Zvati na 060 12 34 567 posle 22h.", K.PHONE, "060 12 34 567"),
    ("Telefon: 061-234-567 (Bihać), govori engleski.", K.PHONE, "061-234-567"),
    ("Broj telefona vodiča je 123-456, fiksni.", K.PHONE, "123-456"),
    ("Возач је оставио број 064/9876-543.", K.PHONE, "064/9876-543"),
    ("Телефонот е 070 123 456, се јавува само навечер.", K.PHONE, "070 123 456"),
    ("Звао је на 00387 61 222 333.", K.PHONE, "00387 61 222 333"),
    ("Numri i tij është 069 123 4567 dhe flet shqip.", K.PHONE, "069 123 4567"),
    ("Thirre në +383 44 123 456 pas orës dhjetë.", K.PHONE, "+383 44 123 456"),
    ("Numarası 0532 123 45 67, sadece gece açıyor.", K.PHONE, "0532 123 45 67"),
    ("رقم المهرب ٠٠٣٨١٦٤١٢٣٤٥٦٧ على الورقة", K.PHONE, "٠٠٣٨١٦٤١٢٣٤٥٦٧"),
    ("اتصل على ٠٦٤ ١٢٣ ٤٥٦٧ بعد المغرب", K.PHONE, "٠٦٤ ١٢٣ ٤٥٦٧"),
    ("شماره او ۰۹۱۲ ۱۲۳ ۴۵۶۷ بود", K.PHONE, "۰۹۱۲ ۱۲۳ ۴۵۶۷"),
    ("ফোন ০১৭১২ ৩৪৫৬৭৮ নম্বরে", K.PHONE, "০১৭১২ ৩৪৫৬৭৮"),
    ("Write to balkan.route88@example.com for the price.", K.EMAIL, "balkan.route88@example.com"),
    ("mail: vodic (at) primer (dot) rs", K.EMAIL, "vodic (at) primer (dot) rs"),
    ("e-mail adresa je prelaz_nocu@primer.rs.", K.EMAIL, "prelaz_nocu@primer.rs"),
    ("ایمیل او safar@example.org است", K.EMAIL, "safar@example.org"),
    ("The channel is t.me/safe_way_west and has prices.", K.HANDLE, "t.me/safe_way_west"),
    ("Link https://wa.me/381641112223 was shared.", K.HANDLE, "https://wa.me/381641112223"),
    (
        "Video na https://www.tiktok.com/@put_u_evropu/video/71 gledaju svi.",
        K.HANDLE,
        "https://www.tiktok.com/@put_u_evropu/video/71",
    ),
    ("Објава на facebook.com/groups/1234567 са ценама.", K.HANDLE, "facebook.com/groups/1234567"),
    ("Javlja se kao @vozac_bg na mreži.", K.HANDLE, "@vozac_bg"),
    ("حسابه على تلغرام @tareeq_amin للتواصل", K.HANDLE, "@tareeq_amin"),
    ("Instagram: yol_gosteren34 hesabından yazıyor.", K.HANDLE, "yol_gosteren34"),
    ("Passport no. AB1234567 was taken by the guide.", K.DOCUMENT_NUMBER, "AB1234567"),
    ("JMBG 0101990710018 upisan u svesku.", K.DOCUMENT_NUMBER, "0101990710018"),
    ("Broj pasoša je 012345678, kod vozača.", K.DOCUMENT_NUMBER, "012345678"),
    ("Лична карта 003456789 остала је у возилу.", K.DOCUMENT_NUMBER, "003456789"),
    ("ЕМБГ 1505985450006 беше запишан.", K.DOCUMENT_NUMBER, "1505985450006"),
    ("Letërnjoftimi i tij J12345678A u mor.", K.DOCUMENT_NUMBER, "J12345678A"),
    ("UNHCR number 123-45C67890 on the card.", K.DOCUMENT_NUMBER, "123-45C67890"),
    ("CNIC 35202-1234567-1 shown to police.", K.DOCUMENT_NUMBER, "35202-1234567-1"),
    ("رقم جواز السفر N12345678 كان معه", K.DOCUMENT_NUMBER, "N12345678"),
    ("شماره پاسپورت P98765432 را گرفتند", K.DOCUMENT_NUMBER, "P98765432"),
    ("Kimlik no 10000000146 ile kayıtlı.", K.DOCUMENT_NUMBER, "10000000146"),
    ("Money went to RS35 2600 0560 1001 6113 79 in Belgrade.", K.BANK_ACCOUNT, "RS35 2600 0560 1001 6113 79"),
    ("Uplata na BA391290079401028494.", K.BANK_ACCOUNT, "BA391290079401028494"),
    ("Llogaria AL47 2121 1009 0000 0002 3569 8741 u përdor.", K.BANK_ACCOUNT, "AL47 2121 1009 0000 0002 3569 8741"),
    ("Card 4111 1111 1111 1111 was photographed.", K.PAYMENT_CARD, "4111 1111 1111 1111"),
    ("Kartica 5555555555554444 oduzeta.", K.PAYMENT_CARD, "5555555555554444"),
    (
        "USDT to TJRabPrwbZy45sbavfcjinPJC18kjpRTv8 before the leg.",
        K.CRYPTO_WALLET,
        "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
    ),
    (
        "Platili na 0x52908400098527886E0F7030069857D2E4169EE7.",
        K.CRYPTO_WALLET,
        "0x52908400098527886E0F7030069857D2E4169EE7",
    ),
    ("bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa deposit", K.CRYPTO_WALLET, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    (
        "عنوان المحفظة bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        K.CRYPTO_WALLET,
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    ),
    ("A white van BG 1234-XY waited at the pump.", K.VEHICLE_PLATE, "BG 1234-XY"),
    ("Vozilo tablica A12-K-345 parkirano kod motela.", K.VEHICLE_PLATE, "A12-K-345"),
    ("Комбе СК 1234 АБ чекаше на пумпата.", K.VEHICLE_PLATE, "СК 1234 АБ"),
    ("Makina me targa AA 123 BB.", K.VEHICLE_PLATE, "AA 123 BB"),
    ("Auto PG AB123 viđen dva puta.", K.VEHICLE_PLATE, "PG AB123"),
    ("Drop point is 46.17852, 19.97641 behind the barn.", K.POSITION, "46.17852, 19.97641"),
    ("Lokacija 44,81234 20,46123 poslata je porukom.", K.POSITION, "44,81234 20,46123"),
    ("Тачка 44°48'12.5\"N 20°27'36.1\"E крај шуме.", K.POSITION, "44°48'12.5\"N 20°27'36.1\"E"),
    ("Pin: https://maps.app.goo.gl/AbCdEf123 was sent.", K.POSITION, "https://maps.app.goo.gl/AbCdEf123"),
    ("الموقع ٤٤٫٨١٢٣٤، ٢٠٫٤٦١٢٣ قرب الغابة", K.POSITION, "٤٤٫٨١٢٣٤، ٢٠٫٤٦١٢٣"),
    ("He was born on 14 March 2007 in the north.", K.BIRTH_DATE, "14 March 2007"),
    ("Rođen 05.05.1999. godine u Heratu.", K.BIRTH_DATE, "05.05.1999"),
    ("Рођена је 3. маја 2008. у планини.", K.BIRTH_DATE, "3. маја 2008"),
    ("I lindur më 12/09/2001 në jug.", K.BIRTH_DATE, "12/09/2001"),
    ("متولد ۱۳۸۵/۰۴/۱۲ در کابل", K.BIRTH_DATE, "۱۳۸۵/۰۴/۱۲"),
    ("Doğum tarihi 01.02.2003 olarak yazıldı.", K.BIRTH_DATE, "01.02.2003"),
    ("The guide was a man named Karim Daud from the camp.", K.PERSON_NAME, "Karim Daud"),
    ("His name is Bilal and he drives at night.", K.PERSON_NAME, "Bilal"),
    ("Vozač se zove Milan i ima kombi.", K.PERSON_NAME, "Milan"),
    ("Kontakt je momak po imenu Samir Begić.", K.PERSON_NAME, "Samir Begić"),
    ("Возач се зове Горан и чека код моста.", K.PERSON_NAME, "Горан"),
    ("Водичот се вика Дарко и зборува албански.", K.PERSON_NAME, "Дарко"),
    ("Një burrë i quajtur Arben na priti.", K.PERSON_NAME, "Arben"),
    ("Shoferi quhet Besnik Hoxha.", K.PERSON_NAME, "Besnik Hoxha"),
    ("مردی به نام جاوید ما را برد", K.PERSON_NAME, "جاوید"),
    ("المهرب اسمه كريم وكان معه سلاح", K.PERSON_NAME, "كريم"),
    ("Mehmet adlı bir kişi bizi aldı.", K.PERSON_NAME, "Mehmet"),
    ("They paid Mr Hussaini in advance.", K.PERSON_NAME, "Hussaini"),
]

# Nothing in these identifies a person, however much it looks like a number or a name.
NEGATIVE: list[str] = [
    "In 2023 and 2024 some 12,500 people passed, 3,000 more than in 2022.",
    "The price is 2,500–3,000 EUR per person, 500 up front.",
    "Between 1200 and 1500 euros, sometimes 2000.",
    "Report for 01.03.2026 – 31.03.2026, visit at 14:30.",
    "On 2026-05-11 at 22:45 the group of 25 left.",
    "They walked 35 km over 3 nights along the E75 road.",
    "Article 350 of the Criminal Code, paragraph 2, applies.",
    "Temperatures fell to -12.5 °C, 4 people had frostbite.",
    "Group of 30-40 people, ages 16 to 25, most from Kunduz.",
    "The budget of 120 000 000 dinars was approved in 2025.",
    "The area is about 44.8, 20.5 on the map.",
    "Roughly 44.81° N, south of the river.",
    "The camp has 1,000 places; 850 were used in week 23.",
    "A village called Majdan lies near the border.",
    "The app called Maps.me is used offline.",
    "They called the police at once and waited.",
    "A Telegram group named Balkan News has 20000 members.",
    "The centre called Obrenovac was full.",
    "Everyone knows facebook.com and telegram.org.",
    "Meet @ the station, they said.",
    "His name is not known to us.",
    "Section 2.4.1, page 17, table 3 of the report.",
    "Ratio 1:25000 map, sheet 45.",
    "He paid 4 x 1500 EUR, that is 6000 EUR in total.",
    "Prices rose from 2500 to 3000 to 3500 over the year.",
    "Cena je 2.500 do 3.000 evra po osobi.",
    "Od 2019. do 2024. godine prošlo je 35.000 ljudi.",
    "Grupa od 45 osoba, od toga 12 dece, stigla je 11.10.2026.",
    "Poseta je bila 05.11.2026. od 10 do 12 časova.",
    "Na prelazu Horgoš čekaju po 3-4 sata.",
    "Selo koje se zove Majdan ima 300 stanovnika.",
    "Plaća se 1.000 KM do granice i još 500 KM posle.",
    "Član 388. Krivičnog zakonika, stav 2.",
    "Autobus 600 ide svakih 15-20 minuta.",
    "Put E-763 i regionalni put 117.",
    "Zvao je policiju i čekao 45 minuta.",
    "Broj migranata u julu bio je 12.345, u avgustu 11.208.",
    "U periodu 2020-2023 zabeleženo 60.540 prelazaka.",
    "Ljudi plaćaju 100 000 dinara za prelaz.",
    "Рекао је да цена иде од 2.000 до 2.500 евра.",
    "У центру је 850 људи, капацитет је 1.000 места.",
    "Посета 12.05.2026. у 09:30, трајала је 2 сата.",
    "Село које се зове Мајдан је на граници.",
    "Цената е 1500 евра по лице, 500 однапред.",
    "Во 2024 година имаше 18.500 обиди.",
    "Член 418-б од Кривичниот законик.",
    "Çmimi është 1.500 deri 2.000 euro për person.",
    "Në vitin 2024 kaluan 8.400 persona.",
    "Fshati i quajtur Lojan është afër kufirit.",
    "Më 12.05.2026 në orën 10:00 u bë vizita.",
    "Kişi başı 3.000 - 3.500 avro istiyorlar.",
    "2023 yılında 15.000 kişi geçti.",
    "Köyün adı bilinmiyor ama 40 km uzakta.",
    "السعر من ٢٥٠٠ إلى ٣٠٠٠ يورو للشخص",
    "في عام ٢٠٢٣ عبر ١٢٥٠٠ شخص",
    "الزيارة يوم ١٢/٠٥/٢٠٢٦ الساعة ١٠:٣٠",
    "قرية اسمها معروف للجميع قرب الحدود",
    "قیمت ۲۵۰۰ تا ۳۰۰۰ یورو برای هر نفر است",
    "در سال ۲۰۲۴ حدود ۱۲۰۰۰ نفر عبور کردند",
    "بازدید ۱۴۰۵/۰۲/۲۲ ساعت ۱۰:۳۰ انجام شد",
    "گروهی ۲۵ نفره از کابل با ۸ کودک",
    "Flight of 3 h, bus of 12 h, then 20 km on foot.",
    "Odds of 50/50, they say, after 3 to 5 attempts.",
    "From 10/2025 to 03/2026 prices fell by 15–20 %.",
    "UNSCR 1244 (1999) and Regulation (EU) 2024/1359 are cited.",
]

# Written after the finders and not used to make them: shorter, ruder, without a sentence around them.
LATER_POSITIVE: list[tuple[str, str]] = [
    ("mob 0691234567 Arta", "069"),
    ("He texted from +36 30 555 1234.", "+36"),
    ("my cousin: +44 7700 900123", "+44"),
    ("tel. 02 3123 456 Skopje", "02 3"),
    ("Zovi 065.777.888 ili 066/777-888", "065"),
    ("viber 38763555111", "38763"),
    ("broj mu je +381(0)62/555-01-01", "+381"),
    ("numri 044 555 666", "044"),
    ("tel: 55512345 (Tunis)", "555"),
    ("на тел 078-555-666", "078"),
    ("اتصلوا بي 0933555666", "0933"),
    ("شماره من ۰۷۹۹۱۲۳۴۵۶ است", "۰۷۹"),
    ("whatsapp 00 43 664 555 12 12", "00"),
    ("06 12 34 56 78 in Morocco", "06"),
    ("+212-6-12-34-56-78", "+212"),
    ("phone no 1234567", "1234567"),
    ("0 5 3 2 5 5 5 1 2 1 2 ara", "0 5"),
    ("call +4915112345678!", "+49"),
    ("kontakt: ahmad_k@mail.primer.ba", "ahmad"),
    ("ime.prezime [at] example [dot] com", "ime"),
    ("insta @ali.route", "@ali"),
    ("facebook.com/profile.php?id=100012345", "facebook"),
    ("see instagram.com/route.guide", "instagram"),
    ("tg://resolve?domain=xyz_abc", "tg"),
    ("snap: dark_rider9", "dark"),
    ("https://chat.whatsapp.com/AbCdEf", "https"),
    ("pasoš 123456789", "123456789"),
    ("passport: P0012345", "P0012345"),
    ("jmbg je 2505003715009", "2505"),
    ("2505 003 715009", "2505"),
    ("tazkira number 1399-0501-12345", "1399"),
    ("broj predmeta 26-1234/2025 kod suda", "26-1234"),
    ("IBAN DE89370400440532013000", "DE89"),
    ("iban: xk05 1212 0123 4567 8906", "xk05"),
    ("4539 1488 0343 6467", "4539"),
    ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98"),
    ("tablice NS-123-AB", "NS"),
    ("Tetovo TE 0123 AB", "TE"),
    ("plate 01-234-AB", "01-234"),
    ("34 ABC 123 plakalı", "34 ABC"),
    ("N 44.81234 E 20.46123", "44.81"),
    ("45.2671, 19.8335", "45.2"),
    ("lat 41.12345 lon 20.80165", "41"),
    ("N44° 48.123' E20° 27.456'", "N44"),
    ("34TDQ1234567890", "34T"),
    ("8GM9RH2X+5C", "8GM9"),
    ("///table.lamp.spoon", "///"),
    ("44.812° N, 20.461° E", "44.812"),
    ("dob 1.2.2001", "1.2"),
    ("ditëlindja: 3 mars 1999", "3 mars"),
    ("роден на 3.4.1998", "3.4"),
    ("مواليد ١٢/٣/٢٠٠١", "١٢"),
    ("her name was Fatima Noori", "Fatima"),
    ("po imenu Dragan", "Dragan"),
    ("zove se jusuf", "jusuf"),
    ("by someone known as Hassan", "Hassan"),
    ("i njohur si Tigri", "Tigri"),
    ("ismi Yusuf", "Yusuf"),
    ("يدعى أبو خالد", "أبو"),
    ("наречен Шеќо", "Шеќо"),
    ("gospodin Petrović", "Petrović"),
    ("their guide, called Rashid,", "Rashid"),
    ("driver's name is Zoran", "Zoran"),
    ("Zvao me sa 0641234567, pa sa 0659876543.", "065"),
    ("tel 061/123-456, 062/123-456", "062"),
    ("+38 16 41 23 45 67", "+38"),
]
LATER_NEGATIVE: list[str] = [
    "He was detained for 72 hours under Article 350a.",
    "The bus costs 12.50 EUR.",
    "Population: 1,234,567",
    "ISBN is not here; law no. 24/2018",
    "Službeni glasnik RS 24/18",
    "na 15. kilometru puta",
    "2.500-3.000-3.500",
    "12:30-14:45",
    "Kapacitet 1000, popunjeno 850 (85%)",
    "3,5 miliona dinara",
    "U 2022: 145.600; u 2023: 99.068",
    "between 2,000 and 10,000 USD",
    "room 101, floor 2",
    "On 3 March 2024 they left",
    "Age 17, 19, 22 and 25",
    "14.03.2026 - 18.03.2026",
    "A1 motorway km 120+500",
    "GPS said 44.8 and 20.4",
    "page 1234",
    "The driver called again later",
    "named after the river",
    "he called Viber",
    "grupa zvana Kobra",
    "The so-called game",
    "Game is called off",
    "He is called a guide",
    "prethodnih 10 000 000 din",
    "cijena 4000 - 5000 KM po osobi",
    "paid 500+500+1000",
    "01/2026, 02/2026 and 03/2026",
    "case 12/2025",
    "CH-47",
    "IPA 2020-2027",
    "Tel Aviv",
    "Code 5512",
    "Resolution 2240 (2015)",
    "UN 1951 Convention",
    "11 000 000 people",
    "10.000 evra",
    "od 1. 1. do 31. 12. 2025.",
    "Zovu ga vodič.",
    "ime nije poznato",
    "selo po imenu Dolovo",
    "hotel pod imenom Sunce",
    "Град по име Тетово",
    "یک روستا به نام میدان",
    "تطبيق اسمه خرائط",
    "köyün adı Dere",
    "Mr and Mrs",
    "Dr. je rekao",
    "10-15 dana",
    "0.5 km",
    "8-10 h",
    "1/3 of 2,400",
    "12.345.678 RSD",
    "5 000 000 denari",
    "шест до 8 часа",
    "۱۲ ساعت",
    "١٥٠٠ - ٢٠٠٠ دولار",
    "2024/2025",
]


def _expected() -> list[tuple[str, list[tuple[MarkKind, str]]]]:
    return [(text, [(kind, part)]) for text, kind, part in POSITIVE] + [(text, []) for text in NEGATIVE]


def measure() -> Mapping[MarkKind, tuple[int, int, int]]:
    """Kind → (found, missed, false) over all snippets; a find counts when it covers the part and has its kind."""
    found, missed, false = Counter[MarkKind](), Counter[MarkKind](), Counter[MarkKind]()
    for text, wanted in _expected():
        spans = find_spans(text)
        used = set()
        for kind, part in wanted:
            start = text.index(part)
            hit = next((s for s in spans if s.kind is kind and s.start <= start and s.end >= start + len(part)), None)
            used.add(hit)
            (found if hit else missed)[kind] += 1
        for span in spans:
            false[span.kind] += span not in used
    return {
        kind: (found[kind], missed[kind], false[kind]) for kind in MarkKind if found[kind] + missed[kind] + false[kind]
    }


@pytest.mark.parametrize(("text", "kind", "part"), POSITIVE, ids=range(len(POSITIVE)))
def test_what_names_a_person_is_marked(text: str, kind: MarkKind, part: str) -> None:
    start = text.index(part)
    spans = find_spans(text)
    assert [span.kind for span in spans if span.start <= start and span.end >= start + len(part)] == [kind], spans


@pytest.mark.parametrize("text", NEGATIVE, ids=range(len(NEGATIVE)))
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert find_spans(text) == []


def test_each_kind_keeps_its_recall_and_precision() -> None:
    for kind, (found, missed, false) in measure().items():
        assert found / (found + missed) >= 0.95, (kind, missed)
        assert found / (found + false) >= 0.95, (kind, false)


@pytest.mark.parametrize(("text", "part"), LATER_POSITIVE, ids=range(len(LATER_POSITIVE)))
def test_what_was_written_later_is_marked_too(text: str, part: str) -> None:
    start = text.index(part)
    assert any(span.start <= start < span.end for span in find_spans(text))


@pytest.mark.parametrize("text", LATER_NEGATIVE, ids=range(len(LATER_NEGATIVE)))
def test_what_was_written_later_and_names_nobody_is_left_alone(text: str) -> None:
    assert find_spans(text) == []


_REGIONS = "RS BA ME MK AL XK HR HU RO BG GR TR SI AT DE IT AF SY IQ IR PK BD MA DZ TN EG"


@pytest.mark.parametrize("region", _REGIONS.split())
def test_a_mobile_number_of_each_country_is_found_however_it_is_written(region: str) -> None:
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    for layout in (
        phonenumbers.PhoneNumberFormat.E164,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        phonenumbers.PhoneNumberFormat.NATIONAL,
    ):
        written = phonenumbers.format_number(number, layout)
        for text in (
            f"Phone {written} at night",
            f"tel: {written.replace(' ', '.')}",
            f"phone {written.replace(' ', '')}, Ali",
        ):
            assert [span.kind for span in find_spans(text)] == [K.PHONE], text
    bare = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
    for text in (f"on 00{bare} he", f"on +{' '.join(bare)} he", f"{bare} speaks"):
        if text[0] != bare[0] or len(bare) > 10:
            assert [span.kind for span in find_spans(text)] == [K.PHONE], text


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９"])
def test_digits_of_every_script_are_digits(digits: str) -> None:
    text = "064 123 4567".translate({ord("0") + i: sign for i, sign in enumerate(digits)})
    assert [(span.kind, text[span.start : span.end]) for span in find_spans(f"{text} !")] == [(K.PHONE, text)]


@pytest.mark.parametrize("sign", ["\u200b", "\u200f", "\u2066", "\u00ad", "\ufe0f\u20e3"])
def test_invisible_signs_hide_nothing(sign: str) -> None:
    text = f"on {sign.join('0641234567')}{sign} now"
    [span] = find_spans(text)
    assert (span.kind, span.start) == (K.PHONE, 3)
    assert text[span.start : span.end].endswith("7")


def test_checks_of_accounts_are_right() -> None:
    assert has_iban_check("RS35260005601001611379") and not has_iban_check("RS35260005601001611378")
    assert passes_luhn("4111111111111111") and not passes_luhn("4111111111111112") and not passes_luhn("0" * 16)
    assert has_base58_checksum("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    assert not has_base58_checksum("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")


def test_an_iban_with_a_wrong_check_number_is_suggested() -> None:
    [span] = find_spans("to RS35260005601001611378 please")
    assert (span.kind, span.is_binding) == (K.BANK_ACCOUNT, False)


def test_a_megabyte_is_read_once() -> None:
    # Nested quantifiers would not come back from any of these.
    for part in ("+3 8 1-", "1.2", "a@a.", "44° ", "1 ", "((((", "zove se ", "A1B2"):
        find_spans(part * (1_000_000 // len(part) // 8))
    assert [span.kind for span in find_spans("walked on, " * 90_000 + "064 123 4567")] == [K.PHONE]


def test_a_text_too_dense_to_judge_goes_as_a_whole() -> None:
    assert find_spans("9" * 1000)[0].is_binding


# --- a whole report --------------------------------------------------------------------------------------------------------


def field(
    path: str, kind: str = "text", sensitivity: str = "quasi", repeat: str = "", decimals: int | None = None
) -> QuestionnaireField:
    choices = (Choice("cash", {"en": "Cash"}), Choice("hawala", {"en": "Hawala"})) if kind.startswith("select") else ()
    return QuestionnaireField(
        path, kind, {"en": path}, Sensitivity(sensitivity), repeat=repeat, decimals=decimals, choices=choices
    )


FORM = QuestionnaireDefinition(
    "visit",
    "1",
    ReportKind.VISIT_REPORT,
    {},
    ("en",),
    (
        field("note"),
        field("name", sensitivity="direct"),
        field("children", "integer", sensitivity="direct"),
        field("birth_date", "date"),
        field("seen_on", "date"),
        field("spot", "geopoint"),
        field("far_spot", "geopoint", decimals=1),
        field("way", "geotrace"),
        field("photo", "image"),
        field("paid", "select_multiple", "open"),
        field("contact", "group", "direct"),
        field("contact/how"),
        field("device", "deviceid", "open"),
        field("prices", "repeat"),
        field("prices/note", repeat="prices"),
    ),
)


def marks_of(answers: Mapping[str, object], **more: object) -> list[tuple[str, str]]:
    return [(mark.path, str(mark.kind)) for mark in find_marks(FORM, answers, **more)]  # type: ignore[arg-type]


def remove_all(marks: tuple[Mark, ...]) -> dict[str, MarkDecision]:
    return {mark.key: MarkDecision(Verdict.REMOVE) for mark in marks}


REPORT: dict[str, object] = {
    "note": "Call 064 123 4567 or write to a@example.org.",
    "name": "Somebody",
    "children": 3,
    "birth_date": "2004-05-06",
    "seen_on": "2026-10-01",
    "spot": {"lat": 44.81234, "lon": 20.46123, "alt": 120.0, "acc": 4.5},
    "far_spot": {"lat": 44.8, "lon": 20.5},
    "way": [{"lat": 44.81234, "lon": 20.46123}, {"lat": 44.81239, "lon": 20.46129}],
    "photo": "1700000000000.jpg",
    "paid": ["cash", "hawala"],
    "contact": {"how": "by friend"},
    "device": "collect:abc",
    "prices": [{"note": "nothing"}, {"note": "pay 063/111-222 first"}],
    "meta": {"instanceID": "uuid:123e4567-e89b-12d3-a456-426614174000"},
    "surprise": "ask 065/111-222",
}


def test_every_answer_is_treated_by_its_kind() -> None:
    assert marks_of(REPORT) == [
        ("note", "phone"),
        ("note", "email"),
        ("name", "direct_identifier"),
        ("children", "direct_identifier"),
        ("birth_date", "birth_date"),
        ("spot", "position"),
        ("way", "position"),
        ("photo", "media_to_check"),
        ("contact/how", "direct_identifier"),
        ("device", "direct_identifier"),
        ("prices[2]/note", "phone"),
        ("surprise", "phone"),
    ]


def test_a_mark_quotes_the_answer_and_says_what_stands_there_afterwards() -> None:
    mark = find_marks(FORM, REPORT)[0]
    assert (mark.start, mark.end, mark.text, mark.replacement) == (5, 17, "064 123 4567", "[phone removed]")
    assert mark.is_binding and mark.key == "note@5-17:phone"


def test_removing_gives_a_new_structure_and_leaves_the_original() -> None:
    original = copy.deepcopy(REPORT)
    marks = find_marks(FORM, REPORT)
    cleaned = apply_marks(REPORT, marks, remove_all(marks))
    assert original == REPORT
    assert cleaned == {
        "note": "Call [phone removed] or write to [email removed].",
        "birth_date": "2004",
        "seen_on": "2026-10-01",
        "spot": {"lat": 44.81, "lon": 20.46},
        "far_spot": {"lat": 44.8, "lon": 20.5},
        "way": [{"lat": 44.81, "lon": 20.46}],
        "paid": ["cash", "hawala"],
        "prices": [{"note": "nothing"}, {"note": "pay [phone removed] first"}],
        "meta": {"instanceID": "uuid:123e4567-e89b-12d3-a456-426614174000"},
        "surprise": "ask [phone removed]",
    }
    assert find_marks(FORM, cleaned) == ()


def test_what_is_kept_stays_as_written() -> None:
    marks = find_marks(FORM, {"note": "a man named Karim waited"})
    [mark] = marks
    assert not mark.is_binding
    kept = {mark.key: MarkDecision(Verdict.KEEP, "a public official")}
    assert apply_marks({"note": "a man named Karim waited"}, marks, kept) == {"note": "a man named Karim waited"}
    assert may_approve(marks, kept).allowed
    assert not may_approve(marks, {mark.key: MarkDecision(Verdict.KEEP, " ")}).allowed
    assert not may_approve(marks, {}).allowed


def test_an_approval_waits_for_every_binding_mark() -> None:
    marks = find_marks(FORM, REPORT)
    decisions = remove_all(marks)
    assert may_approve(marks, decisions).allowed
    for mark in marks:
        assert not may_approve(marks, {key: value for key, value in decisions.items() if key != mark.key}).allowed
        refused = may_approve(marks, {**decisions, mark.key: MarkDecision(Verdict.KEEP, "needed")})
        assert not refused.allowed
        assert mark.path in refused.reasons[0] and mark.text not in refused.reasons[0]


def test_media_may_stay_once_somebody_looked() -> None:
    marks = find_marks(FORM, {"photo": "x.jpg"})
    looked = {marks[0].key: MarkDecision(Verdict.LOOKED_AT, "a fence, nobody on it")}
    assert may_approve(marks, looked).allowed
    assert not may_approve(marks, {marks[0].key: MarkDecision(Verdict.LOOKED_AT)}).allowed
    phone = find_marks(FORM, {"note": "064 123 4567"})
    assert not may_approve(phone, {phone[0].key: MarkDecision(Verdict.LOOKED_AT, "looked")}).allowed


def test_known_places_are_no_persons() -> None:
    answers = {"note": "It is called Dolovo by all."}
    assert marks_of(answers) == [("note", "person_name")]
    assert marks_of(answers, home_places=["Dolovo"]) == []


def test_local_numbers_without_a_nought_are_known_at_home() -> None:
    assert marks_of({"note": "he left 44123456 there"}, territory="XK") == [("note", "phone")]
    assert marks_of({"note": "he left 44123456 there"}) == []


@pytest.mark.parametrize(
    "value", [{"lat": 91, "lon": 0}, {"lat": "x", "lon": 0}, {"lat": float("nan"), "lon": 0.0}, "44.8 20.4 0 0"]
)
def test_a_position_that_cannot_be_read_is_taken_out(value: object) -> None:
    marks = find_marks(FORM, {"spot": value})
    assert [(mark.kind, mark.replacement) for mark in marks] == [(K.POSITION, None)]


def test_points_are_rounded_and_nothing_else_passes_for_one() -> None:
    assert coarse_point(44.81234, 20.46567) == (44.81, 20.47)
    assert coarse_point(-0.001, -0.004) == (0.0, 0.0)
    with pytest.raises(UnreadableMaterial, match="FEN-2561"):
        coarse_point(91, 0)


_PIECES = """064 123 4567|+381641234567|1 |06| 0|2023|-|/|.|(|@|a@b.rs|t.me/x|44.81234, 20.46123|44°48'12\"N|born |05.05.1999|.12.12|
named Ali |phone |[|]|[phone removed]|passport |AB123456|RS35260005601001611379|4111 1111 1111 1111|\u200b|٠٦٤| EUR|tel |
123|4567|0101990710018|BG 123-AB|9|zove se """
PIECES = st.sampled_from(_PIECES.split("|"))


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_what_was_cleaned_is_clean(text: str) -> None:
    marks = find_marks(FORM, {"note": text})
    for mark in marks:
        assert text[mark.start : mark.end] == mark.text
    assert all((left.end or 0) <= (right.start or 0) for left, right in pairwise(marks))
    cleaned = apply_marks({"note": text}, marks, remove_all(marks))
    assert [mark for mark in find_marks(FORM, cleaned) if mark.is_binding] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | PIECES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["note", "spot", "lat", "lon", "prices", "how", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([entry.name for entry in FORM.fields] + ["lat", "lon", "x"]), JSON))
def test_no_shape_of_answers_escapes(answers: dict[str, object]) -> None:
    marks = find_marks(FORM, answers)
    cleaned = apply_marks(answers, marks, remove_all(marks))
    assert [mark for mark in find_marks(FORM, cleaned) if mark.is_binding] == []
