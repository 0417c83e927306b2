"""What the settings make where nothing was there: a folder for keys and databases that nobody else can look into."""

from shared.settings import load_settings


def test_a_new_data_folder_is_its_owners_alone(tmp_path, monkeypatch):
    folder = tmp_path / "of a user" / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    for name in ("SANJI_SECRET_KEY", "SANJI_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)

    load_settings()

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_there_keeps_its_mode(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    for name in ("SANJI_SECRET_KEY", "SANJI_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)
    tmp_path.chmod(0o750)

    load_settings()

    assert tmp_path.stat().st_mode & 0o777 == 0o750
