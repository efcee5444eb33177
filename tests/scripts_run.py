"""Running a script's command as Ape runs it, but for connecting."""

from importlib.util import module_from_spec, spec_from_file_location

import click
from ape import project
from click.testing import CliRunner, Result


def run_script(arguments: list[str]) -> Result:
    """``["governance", "pending", "--json"]``: the script, the subcommand if it has one, and arguments."""
    name, *rest = arguments
    spec = spec_from_file_location(name, project.path / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    command = module.cli
    while isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
    connected = click.Command(command.name or name, callback=command.callback, params=command.params)
    return CliRunner().invoke(connected, rest)
