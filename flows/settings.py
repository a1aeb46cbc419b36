"""What may a user set, and is what he set allowed? One model: flow parameters, `winnow.toml`, command line."""

import tomllib
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from cleaners.alarm import AlarmSettings
from cleaners.chrome import ChromeSettings
from cleaners.chrome.templates import TemplateSettings
from cleaners.decide import DuplicateSettings
from cleaners.errors import BadSetting
from cleaners.quality.filters import PROFILES, Bound, FilterSettings, Profile
from cleaners.quality.tokens import Tokenizer
from cleaners.repeats import RepeatSettings
from cleaners.splits import SplitSettings
from flows import evaluations, ranges
from flows.place import DEFAULT
from flows.readers.record import Columns


class ReadSettings(BaseModel):
    """What becomes a record, and how much of it travels together."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    shard_bytes: int = Field(16 << 20, ge=1, le=1 << 40, description="input bytes of one shard, the work of a task")
    max_record_bytes: int = Field(16 << 20, ge=1, le=1 << 30, description="a larger record is rejected")
    keep_rejected_bytes: int = Field(64 << 10, ge=0, le=1 << 30, description="a rejected file up to here is kept whole")
    page_seconds: float = Field(20, gt=0, le=86400, description="processor time after which a page of HTML is rejected")
    page_memory: int = Field(1 << 29, ge=1 << 27, le=1 << 40, description="bytes that extracting a page may take")
    page_bytes: int = Field(10 << 20, ge=1, le=1 << 40, description="a larger page of HTML is rejected")
    columns: Columns = Columns()


class EvaluationSettings(BaseModel):
    """Which evaluation texts are looked for in the corpus."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    files: tuple[str, ...] = Field((), description="JSON Lines, one record a line, or globs of such files")
    fields: tuple[str, ...] = Field((), description="of a record, whose texts are taken; all, if none is named")


class Settings(BaseModel):
    """All settings of a run."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    sources: tuple[str, ...] = Field(("seeds",), min_length=1, description="files and folders to read")
    out: Path = Field(Path("data/corpus"), description="the folder of the corpus")
    workers: int = Field(2, ge=1, description="tasks that run side by side; no bearing on the result")
    accept: bool = Field(default=False, description="publish this run even if it is not like the earlier ones")
    profile: Profile = Field("archive", description="which documents are left out; `[filter]` is laid over it")
    mask_pii: bool = Field(default=False, description="whether personal data is masked, in the ledger too")
    tokenizer: Path | None = Field(None, description="a tokenizer.json that counts `n_tokens`")
    read: ReadSettings = ReadSettings()
    chrome: ChromeSettings = ChromeSettings()
    templates: TemplateSettings = TemplateSettings()
    template_file: Path | None = Field(None, description="hosts' templates as edited (CSV, see `winnow templates`)")
    repeats: RepeatSettings = RepeatSettings()
    match: DuplicateSettings = DuplicateSettings()
    splits: SplitSettings = SplitSettings()
    decontaminate: EvaluationSettings = EvaluationSettings()
    filter: FilterSettings = FilterSettings()
    alarm: AlarmSettings = AlarmSettings()

    @field_validator("repeats")
    @classmethod
    def _is_share(cls, repeats: RepeatSettings) -> RepeatSettings:
        """Refuse now what matching would refuse under its own name."""
        if not 0 < repeats.threshold <= 1:
            raise BadSetting("repeats.threshold", f"{repeats.threshold} is not in 0 to 1", "Take 0.8")
        return repeats

    @field_validator("sources", "out", mode="before")
    @classmethod
    def _is_name(cls, names: object) -> object:
        """Refuse what names no file: an empty text would mean the working directory."""
        for name in names if isinstance(names, list | tuple) else [names]:
            if isinstance(name, str) and (not name or "\0" in name):
                raise BadSetting("sources and out", f"{name!r} names no file or folder", "Name one")
        return names

    @model_validator(mode="after")
    def _is_in_range(self) -> Self:
        """Refuse numbers out of range, those of the cleaners as well."""
        ranges.refuse(self.model_dump())
        return self

    def filters(self) -> FilterSettings:
        """Return the filters: those of the profile, and what `[filter]` says over them."""
        return self.filter.over(PROFILES[self.profile])

    def counter(self) -> Tokenizer | None:
        """Read the tokenizer. Raises BadSetting where it cannot be read."""
        return Tokenizer(str(self.tokenizer), _text(self.tokenizer)) if self.tokenizer else None

    def fingerprint(self) -> str:
        """Return a digest of every setting that shapes the corpus: not where it lies, nor how many worked on it.

        Files that settings name count by what is in them.
        """
        digest = sha256(self.model_dump_json(exclude={"sources", "out", "workers", "alarm", "accept"}).encode())
        if self.tokenizer:
            digest.update(_text(self.tokenizer).encode())
        if self.decontaminate.files:
            digest.update(evaluations.digest(self.decontaminate.files).encode())
        return digest.hexdigest()[:16]

    def contents(self) -> dict[str, str]:
        """Digest each file that settings name and that shapes every run, by its path."""
        tokenizer = {str(self.tokenizer): sha256(_text(self.tokenizer).encode()).hexdigest()} if self.tokenizer else {}
        return tokenizer | evaluations.digests(self.decontaminate.files)


def load(path: Path | None, **given: object) -> Settings:
    """Read `winnow.toml` (or none) and lay the `given` values over it.

    Without `path`, the file in the working directory is read if there is one. Raises BadSetting, naming file and key.
    """
    if path is None and not DEFAULT.is_file():
        found: dict[str, Any] = {}
    else:
        found = _parse(path or DEFAULT)
    place = str(path or DEFAULT) if found else "command line"
    _refuse_unknown(found, Settings(), place, "")
    try:
        laid = {key: _over(found.get(key, {}), value) for key, value in given.items() if value is not None}
        return Settings.model_validate(found | laid)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        raise BadSetting(place, f"'{key}' is {first['input']!r}: {message}", "Give it an allowed value") from error


def _over(found: object, given: object) -> object:
    """Lay what is given over what was found; what should be a table and is none stays, to be told."""
    if not isinstance(given, dict):
        return given
    return found | given if isinstance(found, dict) else found


def _parse(path: Path) -> dict[str, Any]:
    """Read a TOML file."""
    try:
        return tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(str(path), f"is not TOML ({error})", "Mend the line it names") from error


def _text(path: Path) -> str:
    """Read a file that the settings are in, or name."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise BadSetting(str(path), f"cannot be read ({error.strerror})", "Name an existing file") from error


def _refuse_unknown(found: dict[str, Any], model: object, place: str, above: str) -> None:
    """Raise BadSetting for a key that names no setting; a misspelt setting must not do nothing in silence."""
    known = [f.name for f in fields(model)] if is_dataclass(model) else list(type(model).model_fields)
    for key, value in found.items():
        if key not in known:
            close = get_close_matches(key, known, 1)
            hint = f"Did you mean '{above}{close[0]}'?" if close else f"Known here: {', '.join(known)}"
            raise BadSetting(place, f"unknown key '{above}{key}'", hint.removesuffix("?"))
        inner = getattr(model, key)
        if isinstance(value, dict) and (is_dataclass(inner) or isinstance(inner, BaseModel)):
            _refuse_unknown(value, inner, place, f"{above}{key}.")
        elif isinstance(inner, dict) and isinstance(value, dict):  # of bounds, by signal
            for name, bound in value.items():
                if isinstance(bound, dict):
                    _refuse_unknown(bound, Bound(), place, f"{above}{key}.{name}.")
