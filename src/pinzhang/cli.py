"""The ``pinzhang`` command."""

import typer

from pinzhang.commands import agree, assign, calibrate, log, pack, verify
from pinzhang.operation import (
    audit,
    backup,
    demonstration,
    doctor,
    jobs,
    keys,
    office,
    personal,
    publish,
    queue,
    recompute,
    server,
)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="品章：从规则到人人可查的标识。")
pack.app.command("publish")(publish.publish)
app.add_typer(pack.app, name="pack")
app.add_typer(office.app, name="office")
log.app.command("recompute")(recompute.recompute)
app.add_typer(log.app, name="log")
app.add_typer(audit.app, name="audit")
app.add_typer(jobs.app, name="jobs")
app.add_typer(personal.app, name="personal")
app.add_typer(keys.app, name="keys")
app.command("signer")(keys.signer)
app.command("verify")(verify.verify)
app.command("assign")(assign.assign)
app.command("calibrate")(calibrate.calibrate)
app.command("agree")(agree.agree)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("migrate")(server.migrate)
app.command("serve")(server.serve)
app.command("worker")(queue.worker)
app.command("demo")(demonstration.demo)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
