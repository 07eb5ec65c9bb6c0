"""Read settings from flags, variables and a file, and name the place of a wrong one."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from adapter.errors import SettingError
from adapter.settings.accounts import Entry
from adapter.settings.fields import Fields
from adapter.settings.problems import describe_problem
from adapter.text import suggest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails
    from pydantic_settings import PydanticBaseSettingsSource

_PREFIX = "MTURK_ADAPTER_"
_CONFIG = f"{_PREFIX}CONFIG"
# The flag is repeated for each host, so its name is in the singular.
_FLAGS = {"hosts": "--host"}
# Kubernetes and Docker links set these in every container beside a service named mturk-adapter.
_OF_A_SERVICE = re.compile(r"(SERVICE|PORT)(_.*)?")


class RawSettings(Fields, BaseSettings):
    """The settings before secrets are read: from flags, then variables, then the file."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, strict=True, extra="forbid"
    )

    accounts: Annotated[tuple[Entry, ...], Field(strict=False)] = ()

    @classmethod
    def settings_customise_sources(  # pydantic calls it with these names
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the three sources, the strongest first."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@dataclass(frozen=True, slots=True)
class Sources:
    """The flags and the file, by which the place of each setting is found.

    Attributes:
        flags: the values of the flags that were used, by setting.
        file: the settings file; None: there is none.
    """

    flags: Mapping[str, Any]
    file: Path | None

    def find_place(self, name: str) -> str:
        """Return the strongest source of a top-level setting: variable, place in the file, flag."""
        variable = f"{_PREFIX}{name.upper()}"
        if name not in self.flags and os.environ.get(variable):
            return variable
        if name not in self.flags and self.file:
            return f"{self.file}: {name}"
        return _FLAGS.get(name, "--" + name.replace("_", "-"))


def find_sources(flags: Mapping[str, Any], config: Path | None) -> Sources:
    """Return the sources of this process's settings.

    Args:
        flags: by setting; None and an empty tuple mean that the flag was not used.
        config: the settings file; None: the one that MTURK_ADAPTER_CONFIG names, if any.

    Raises:
        SettingError: there is no such file.
    """
    named = config or (Path(os.environ[_CONFIG]) if os.environ.get(_CONFIG) else None)
    if named and not named.is_file():
        raise SettingError("--config" if config else _CONFIG, f"there is no file {named}")
    used = {name: value for name, value in flags.items() if value is not None and value != ()}
    return Sources(used, named)


def read_settings(sources: Sources) -> RawSettings:
    """Return the settings of these sources; secrets are not read yet.

    Raises:
        SettingError: one is unknown, or of the wrong type or value. Its text repeats no secret.
            The errors behind it are not chained: they repeat values, and so secrets.
    """

    class Configured(RawSettings):
        model_config = SettingsConfigDict(toml_file=sources.file)

    try:
        raw = Configured(**sources.flags)
    except ValidationError as error:
        raise _build_error(error.errors(include_url=False), sources) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingError(str(sources.file), f"not TOML: {error}") from None
    except (OSError, UnicodeDecodeError):
        raise SettingError(str(sources.file), "it cannot be read as UTF-8 text") from None
    except SettingsError:
        raise SettingError(f"{_PREFIX}ACCOUNTS", "expected a JSON list of accounts") from None
    _check_variables(raw)
    return raw


def _build_error(problems: Sequence[ErrorDetails], sources: Sources) -> SettingError:
    """Return an error with every problem; its place is that of the first."""
    found = [
        (
            _locate(each["loc"], sources),
            describe_problem(each, RawSettings.model_fields, Entry.model_fields),
        )
        for each in problems
    ]
    place, text = found[0]
    return SettingError(
        place, "\n".join([text, *(f"{where}: {what}" for where, what in found[1:])])
    )


def _locate(path: Sequence[int | str], sources: Sources) -> str:
    inside = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path[1:])
    return sources.find_place(str(path[0])) + inside


def _check_variables(raw: RawSettings) -> None:
    """Raise a SettingError for a variable with our prefix that is no setting: it is misspelt."""
    known = {"CONFIG", *(name.upper() for name in RawSettings.model_fields)}
    named = {each for entry in raw.accounts for each in entry.variables}
    named |= {raw.oidc_secret_env} if raw.oidc_secret_env else set()
    ours = {each for each in os.environ if each.upper().startswith(_PREFIX)}
    for variable in sorted(ours - named):
        name = variable[len(_PREFIX) :].upper()
        if name not in known and not _OF_A_SERVICE.fullmatch(name):
            text = f"there is no such setting{suggest_name(name, sorted(known), _PREFIX)}"
            raise SettingError(variable, text)
