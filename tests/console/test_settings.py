"""A profile is taken whole or refused, with its file and the place in it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Language, Refused
from clerk.settings import PROFILES, Profile, data_path, load_profile, locale_language, profile_path

TRAINING = 'kind = "training"\nsite = "QP01"\n[[region]]\nid = "wujiang"\n'
PCSC = "[[reader]]\nkind = 'pcsc'\nname = '二号'\n"
STAFF = "[[reader]]\nkind = 'pcsc'\nname = '员工'\nrole = 'staff'\n"
SAM = "[[reader]]\nkind = 'sam'\nname = '一号'\nport = '/dev/ttyUSB0'\n"
LIVE = TRAINING.replace("training", "live") + 'url = "https://wujiang.example.invalid/api/"\n'


def read(tmp_path: Path, text: str) -> Profile:
    """The profile that ``text`` is."""
    path = tmp_path / "window.toml"
    path.write_text(text, encoding="utf-8")
    return load_profile(path)


def refusal(tmp_path: Path, text: str) -> dict[str, str]:
    """The details of the refusal of ``text``."""
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)
    assert refused.value.fault.code == "G-10"
    return refused.value.fault.details


@pytest.mark.parametrize("name", ["training.toml", "live-example.toml"])
def test_the_shipped_profiles_are_profiles(name: str) -> None:
    assert load_profile(PROFILES / name).training is name.startswith("training")


def test_the_example_holds_with_everything_in_it_that_is_left_out(tmp_path: Path) -> None:
    example = (PROFILES / "live-example.toml").read_text(encoding="utf-8")
    whole = re.sub(r"^# (?=\[\[|[a-z_]+ = )", "", example, flags=re.MULTILINE)
    profile = read(tmp_path, whole)
    assert [(reader.kind, reader.role) for reader in profile.readers] == [
        ("sam", "applicant"),
        ("pcsc", "applicant"),
        ("pcsc", "staff"),
    ]
    assert profile.second_factor_required


def test_the_readers_in_the_documents_are_readers(tmp_path: Path) -> None:
    document = (Path(__file__).parents[2] / "docs" / "readers.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
    assert [reader.kind for reader in read(tmp_path, LIVE + "".join(blocks)).readers] == [
        "sam",
        "pcsc",
        "pcsc",
    ]


def test_a_live_profile_says_where_its_regions_are(tmp_path: Path) -> None:
    profile = read(tmp_path, LIVE)
    assert not profile.training
    assert profile.regions[0].url == "https://wujiang.example.invalid/api"
    assert profile.regions[0].credentials == "region/wujiang"


def test_a_profile_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_profile(tmp_path / "none.toml")
    assert refused.value.fault.code == "G-14"
    assert refused.value.fault.details["where"] == str(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "kind"),
        ('kind = "practice"', "kind"),
        (TRAINING.replace("QP01", " "), "site"),
        ('kind = "training"\nsite = "QP01"', "region"),
        (TRAINING + TRAINING[TRAINING.index("[[") :], "region[2].id"),
        (TRAINING + 'url = "ftp://example.invalid"', "region[1].url"),
        (TRAINING + 'url = "https://"', "region[1].url"),
        (TRAINING + 'url = "https://[::1"', "region[1].url"),
        (TRAINING + 'url = "https://name:secret@example.invalid"', "region[1].url"),
        (TRAINING + "port = 80", "region[1].port"),
        (TRAINING + "[[reader]]\nname = 'x'", "reader[1].kind"),
        (TRAINING + "[[reader]]\nkind = 'card'", "reader[1].kind"),
        (TRAINING + "[[reader]]\nkind = 'simulated'\nport = '/dev/ttyUSB0'", "reader[1].port"),
        (TRAINING + "[[reader]]\nkind = 'simulated'\nrole = 'staff'", "reader[1].role"),
        (TRAINING + 2 * "[[reader]]\nkind = 'simulated'\n", "reader[2].name"),
        (TRAINING + "[[reader]]\nkind = 'sam'", "reader[1].port"),
        (TRAINING + SAM + "baud = 115201", "reader[1].baud"),
        (TRAINING + SAM + "baud = true", "reader[1].baud"),
        (TRAINING + SAM + "baud = []", "reader[1].baud"),
        (TRAINING + SAM + "photo_command = 'wlt2bmp'", "reader[1].photo_command"),
        (TRAINING + SAM + "photo_command = ['']", "reader[1].photo_command"),
        (TRAINING + SAM + "speed = 1", "reader[1].speed"),
        (TRAINING + SAM + "role = 'staff'", "reader[1].role"),
        (TRAINING + SAM + "reader = 'ACS'", "reader[1].reader"),
        (TRAINING + SAM.replace("一号", " "), "reader[1].name"),
        (TRAINING + PCSC + "role = 'guest'", "reader[1].role"),
        (TRAINING + PCSC + "reader = 1", "reader[1].reader"),
        (TRAINING + PCSC + "port = '/dev/ttyUSB0'", "reader[1].port"),
        (TRAINING + PCSC + "photo_command = ['wlt2bmp']", "reader[1].photo_command"),
        (TRAINING + PCSC + "reader = 'a'\n" + PCSC + "reader = 'b'", "reader[2].name"),
        (
            TRAINING + STAFF + "reader = 'a'\n" + SAM + STAFF.replace("员工", "员") + "reader = 'b'",
            "reader[3].role",
        ),
        (TRAINING + PCSC + STAFF + "reader = 'HID'", "reader[1].reader"),
        (TRAINING + PCSC + "reader = 'ACS'\n" + STAFF + "reader = ' '", "reader[2].reader"),
        (TRAINING + PCSC + "reader = 'ACS 00'\n" + STAFF + "reader = 'acs 00'", "reader[1].reader"),
        (TRAINING + PCSC + "reader = 'ACS 00'\n" + STAFF + "reader = 'acs'", "reader[2].reader"),
        ("second_factor_required = 1\n" + TRAINING + STAFF, "second_factor_required"),
        (TRAINING + "[worker]\nfollow_every = 0", "worker.follow_every"),
        (TRAINING + "[worker]\nfollow_every = nan", "worker.follow_every"),
        (TRAINING + "[worker]\nsettle_after = -1", "worker.settle_after"),
        (TRAINING + "[worker]\nsettle_after = true", "worker.settle_after"),
        (TRAINING + "[worker]\nchild = 1", "worker.child"),
        (TRAINING + "[simulator]\nspeed = 0", "simulator.speed"),
        (TRAINING + f"[simulator]\nspeed = 1{'0' * 400}", "simulator.speed"),
        (TRAINING + '[printer]\ntray = "a\\u0000b"', "printer.tray"),
        (TRAINING + "[keymap]\nlock = 5", "keymap"),
        (TRAINING + "[colours]", "colours"),
        ("language = 'de'\n" + TRAINING, "language"),
        ("free_disk_mb = inf\n" + TRAINING, "free_disk_mb"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(tmp_path: Path, text: str, where: str) -> None:
    assert refusal(tmp_path, text)["where"] == f"window.toml · {where}"


def test_text_that_is_not_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, "kind = 'live'\nsite = x\n")["what"]


@pytest.mark.parametrize("content", [b"kind = '\xff'", b"a = " + b"[" * 5000, b"a = 1" + b"0" * 5000])
def test_a_file_nobody_can_read_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "window.toml"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        load_profile(path)
    assert refused.value.fault.code == "G-10"


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="G-10"):
        load_profile(tmp_path)


def test_a_live_profile_without_an_address_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, TRAINING.replace("training", "live"))["where"] == "window.toml · region[1].url"


def test_a_live_profile_cannot_have_a_simulated_reader(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="G-09"):
        read(tmp_path, LIVE + "[[reader]]\nkind = 'simulated'")


@pytest.mark.parametrize("beginning", [LIVE, TRAINING])
def test_any_profile_may_have_an_id_reader(tmp_path: Path, beginning: str) -> None:
    (reader,) = read(tmp_path, beginning + SAM).readers
    assert (reader.kind, reader.name, reader.role) == ("sam", "一号", "applicant")
    assert (reader.port, reader.baud, reader.photo_command) == ("/dev/ttyUSB0", 115_200, ())
    slow = SAM + "baud = 9600\nphoto_command = ['/usr/lib/vendor/wlt2bmp', '-']"
    (reader,) = read(tmp_path, beginning + slow).readers
    assert (reader.baud, reader.photo_command) == (9600, ("/usr/lib/vendor/wlt2bmp", "-"))


@pytest.mark.parametrize("port", ["/dev/ttyUSB0", "COM3", "socket://127.0.0.1:5000", "socket://[::1]:5000"])
def test_a_reader_is_at_a_device_or_at_a_socket_of_this_machine(tmp_path: Path, port: str) -> None:
    (reader,) = read(tmp_path, LIVE + SAM.replace("/dev/ttyUSB0", port)).readers
    assert reader.port == port


def test_readers_over_pcsc_are_told_apart_by_name_and_have_roles(tmp_path: Path) -> None:
    text = LIVE + STAFF + "reader = ' HID OMNIKEY 01 00 '\n" + SAM + PCSC + "reader = 'ACR39U'"
    profile = read(tmp_path, text)
    assert [(r.kind, r.name, r.role, r.reader) for r in profile.readers] == [
        ("pcsc", "员工", "staff", "HID OMNIKEY 01 00"),
        ("sam", "一号", "applicant", ""),
        ("pcsc", "二号", "applicant", "ACR39U"),
    ]
    assert not profile.second_factor_required


def test_a_single_reader_over_pcsc_needs_no_name(tmp_path: Path) -> None:
    (reader,) = read(tmp_path, LIVE + "[[reader]]\nkind = 'pcsc'").readers
    assert (reader.name, reader.role, reader.reader) == ("pcsc", "applicant", "")


def test_a_window_may_want_a_second_factor_without_a_reader_for_staff_cards(tmp_path: Path) -> None:
    assert read(tmp_path, "second_factor_required = true\n" + LIVE).second_factor_required


@pytest.mark.parametrize(
    "port",
    [
        "", "ttyUSB0", "socket://127.0.0.1", "socket://127.0.0.1:0", "socket://127.0.0.1:70000",
        "socket://192.0.2.1:5000", "socket://reader.example.invalid:5000",
        "socket://127.0.0.1:5000?logging=debug", "spy:///dev/ttyUSB0?file=traffic.txt",
        "rfc2217://127.0.0.1:5000", "socket://[::1",
    ],
)  # fmt: skip
def test_what_is_on_a_card_crosses_no_network_and_is_written_to_no_file(tmp_path: Path, port: str) -> None:
    text = LIVE + SAM.replace("/dev/ttyUSB0", port)
    assert refusal(tmp_path, text)["where"] == "window.toml · reader[1].port"


def test_a_live_profile_cannot_have_a_simulator(tmp_path: Path) -> None:
    assert refusal(tmp_path, LIVE + "[simulator]\nchild = true")["where"] == "window.toml · simulator"


scalars = st.one_of(
    st.none().map(lambda _: "2026-11-24"),
    st.integers().map(str),
    st.floats().map(repr),
    st.booleans().map(lambda b: str(b).lower()),
    st.text(st.characters(codec="utf-8", exclude_characters='"\\', exclude_categories=["Cc"])).map(
        '"{}"'.format
    ),
    st.dates(date(1, 1, 1)).map(str),
    st.times().map(time.isoformat),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda v: f"[{', '.join(v)}]")
        | st.lists(inner, max_size=2).map(
            lambda v: "{" + ", ".join(f"k{i} = {x}" for i, x in enumerate(v)) + "}"
        )
    ),
    max_leaves=6,
)
names = st.sampled_from(
    ["kind", "site", "language", "language_pinned", "free_disk_mb", "catalogue", "region", "reader", "store",
     "worker", "printer", "keymap", "simulator", "store.url", "worker.child", "worker.follow_every",
     "worker.settle_after", "printer.tray", "simulator.speed", "simulator.child", "region.id", "other"]
)  # fmt: skip


RIGHT = {"kind": '"training"', "site": '"QP01"', "region": '[{id = "wujiang"}]'}


@given(st.dictionaries(names, values, max_size=4))
def test_any_profile_is_taken_or_refused_and_never_breaks(wrong: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "window.toml")
        lines = {**RIGHT, **wrong}
        path.write_text("\n".join(f"{n} = {v}" for n, v in lines.items()), encoding="utf-8")
        with suppress_refusals("window.toml"):
            profile = load_profile(path)
            assert profile.follow_every > 0
            assert profile.regions


@contextmanager
def suppress_refusals(file: str) -> Iterator[None]:
    """Let a refusal pass that names the file; anything else is an error of the program."""
    try:
        yield
    except Refused as refused:
        fault = refused.fault
        if fault.code != "G-09" and not (fault.code == "G-10" and fault.details["where"].startswith(file)):
            raise


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "window.toml")
        path.write_bytes(content)
        with pytest.raises(Refused, match="G-10"):
            load_profile(path)


def test_option_comes_before_environment_and_environment_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CLERK_PROFILE", raising=False)
    monkeypatch.delenv("CLERK_DATA", raising=False)
    assert profile_path(None, training=True) == PROFILES / "training.toml"
    assert profile_path(None, training=False) == tmp_path / "config/counter-console/live.toml"
    assert data_path(None, training=True) == tmp_path / "data/counter-console/training"
    assert data_path(None, training=False) == tmp_path / "data/counter-console/live"
    monkeypatch.setenv("CLERK_PROFILE", "named.toml")
    monkeypatch.setenv("CLERK_DATA", "named")
    assert profile_path(None, training=True) == Path("named.toml")
    assert data_path(None, training=False) == Path("named")
    assert profile_path("given.toml", training=False) == Path("given.toml")
    assert data_path("given", training=True) == Path("given")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, Language.ZH),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "C.UTF-8"}, None),
        ({}, None),
    ],
)
def test_the_locale_decides_the_language(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: Language | None
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert locale_language() is language


def test_days_of_kept_proofs_are_whole_and_seven_unless_the_profile_says_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path, LIVE).offline_sign_in_days == 7
    assert read(tmp_path, "offline_sign_in_days = 0\n" + LIVE).offline_sign_in_days == 0
