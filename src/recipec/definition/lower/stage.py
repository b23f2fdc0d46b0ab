"""One stage of the output: every step goes where its kind belongs."""

from recipec.definition.lower import copies, findings, leaks, paths, runs, users
from recipec.definition.lower.encode import mention
from recipec.definition.lower.environment import set_environment
from recipec.definition.lower.handed import keep
from recipec.definition.lower.image import lower_image_step
from recipec.definition.lower.plan import Folded, Plan, sources
from recipec.definition.lower.section_shell import section_shell
from recipec.definition.lower.sheet import WAITING, Setting, Sheet
from recipec.definition.lower.sources import tell_assumed
from recipec.definition.lower.spots import WRITE_OUT, note_home, settled, shell_path
from recipec.definition.lower.start import made_of, runscript
from recipec.definition.lower.temporary import make_private
from recipec.definition.lower.values import Templates, ValueLost, is_name
from recipec.definition.tree import Sources
from recipec.ir.node import Node
from recipec.ir.program import FromAgent, FromImage, FromScratch
from recipec.ir.published import BARE, named
from recipec.ir.steps import (
    App,
    Argument,
    Author,
    Copy,
    Download,
    Expose,
    FromImageName,
    FromStageName,
    Healthcheck,
    HostScript,
    Label,
    OnBuild,
    Post,
    Run,
    SetCommand,
    SetEntrypoint,
    SetEnv,
    SetHelp,
    SetRunscript,
    SetStartscript,
    SetTest,
    SetUser,
    SetWorkdir,
    SourceEnv,
    Step,
    StopSignal,
    Unpack,
    Volume,
    WriteFile,
)
from recipec.ir.text import Text, literal
from recipec.ir.walk import State, default_of
from recipec.typed import assert_never

PLATFORM_ARGUMENTS = {
    "TARGETPLATFORM": "linux/amd64",
    "TARGETOS": "linux",
    "TARGETARCH": "amd64",
    "TARGETVARIANT": "",
    "BUILDPLATFORM": "linux/amd64",
    "BUILDOS": "linux",
    "BUILDARCH": "amd64",
    "BUILDVARIANT": "",
}


class Writer:
    """Reads the steps of a planned stage from top to bottom and fills its sheet."""

    def __init__(self, plan: Plan, folded: Folded, setting: Setting, templates: Templates) -> None:
        self.plan = plan
        self.sheet = Sheet(setting, templates)
        self.sheet.has_shell = _has_shell(plan)
        self.sheet.history.is_foreign = not (isinstance(plan.base, FromImage) and named(plan.base.reference) in BARE)
        if plan.known is not None:
            from recipec.definition.lower.bases import held

            self.sheet.in_post = self.sheet.in_environment = held(plan.known)
        self.lacks_shell = not self.sheet.has_shell and _brings_none(folded)
        if setting.target.has_section_arguments:
            self.sheet.shell = section_shell(plan)
        self.folded = folded
        self.steps = folded.steps
        self.last_run = max((at for at, (step, _) in enumerate(self.steps) if isinstance(step, Run)), default=-1)
        self.left = leaks.left(self.steps, self.sheet.shell, lambda state: users.acting(state, self.sheet) is None)
        self.bare = leaks.bare(self.steps, self.left)
        self.directory: str | None = None
        self.told_users: set[str] = set()
        self.stand_in: users.User | None = None
        self.runscript: tuple[str, ...] = ()
        self.start: Sources = ()  # what the runscript is made of
        self.kept: tuple[str, ...] = ()

    def write(self, asked: tuple[str, ...], *, is_final: bool) -> Sheet:
        """Write the stage. Only the final one is an image; of the others, what is ``asked`` is taken by later ones."""
        self.sheet.is_image = is_final
        make_private(self.steps, self.sheet)
        for at, (step, state) in enumerate(self.steps):
            self.sheet.sources = (step.origin.span,) if step.origin is not None else ()
            self._step(at, step, state)
            if self.lacks_shell and self.sheet.post:
                self._tell_shell("which `%post` needs: the build stops", step)
        self.sheet.sources = ()
        tell_assumed(self.sheet)
        end = self.folded.end
        self._leave_stand_in(None)
        if is_final:
            self.runscript = runscript(self.plan, end, self.sheet)
            self._final_user(end)
            if self.lacks_shell and self.runscript:
                self._tell_shell("by which Apptainer starts everything: the image does not start", self.plan.parts[-1])
        if not self.runscript:
            for comments in self.sheet.start_comments.values():
                self.sheet.carried += comments
        self.start = made_of(self.plan, self.runscript) if self.runscript else ()
        self.kept = keep(asked, self.sheet) if asked else ()
        self._clean()
        return self.sheet

    def _step(self, at: int, step: Step, state: State) -> None:
        match step:
            case Run():
                self._run(at, step, state)
            case Copy():
                copies.lower(step, self._stage_of(step), state, self.sheet)
            case WriteFile() | Unpack() | Download():
                from recipec.definition.lower import additions

                additions.lower(step, state, self.sheet)
            case SetEnv():
                set_environment(step, state, self.sheet, in_post=at < self.last_run)
            case Argument():
                self._argument(at, step, state)
            case SetWorkdir():
                self._workdir(at, step, state)
            case SetUser():
                self.sheet.account(step)
                self._leave_comments(at, step)
            case SetEntrypoint() | SetCommand():
                self.sheet.account(step)
                self.sheet.start_comments[type(step).__name__] = self.sheet.comments(step)
            case Label() | Author() | Expose() | Volume() | StopSignal() | Healthcheck() | OnBuild():
                lower_image_step(step, state, self.sheet)
                self._leave_comments(at, step)
            case (
                Post() | HostScript() | SourceEnv() | SetRunscript() | SetStartscript() | SetTest() | SetHelp() | App()
            ):
                # Only a definition file says these, and a definition file is not lowered to one.
                raise AssertionError(step)
            case _:
                assert_never(step)

    def _stage_of(self, step: Copy) -> str | None:
        match step.origin_of:
            case FromStageName(name):
                return self.sheet.setting.names[name]
            case FromImageName(reference):
                return self.sheet.setting.images[reference]
            case _:
                return None

    def _argument(self, at: int, step: Argument, state: State) -> None:
        sheet = self.sheet
        sheet.account(step)
        if at > self.last_run or not is_name(step.name):
            sheet.carry(step)
            return
        settled = self.folded.after(at)
        is_open = step.name in sheet.templates.names
        value = settled.variables.get(step.name)
        before = state.variables.get(step.name)
        if before is not None and value is not None and _same(sheet, (before, state), (value, settled)):
            return
        if value is None:
            if is_open:
                word = f"'{mention(step.name)}'"
                sheet.run(f"[ -z {word} ] || export {step.name}={word}", step)
            return
        word = sheet.in_post.word(value, settled, sheet.templates)
        sheet.run(f"export {step.name}={word}", step)
        sheet.in_post = sheet.in_post.after(step.name, value)

    def _workdir(self, at: int, step: SetWorkdir, state: State) -> None:
        sheet = self.sheet
        sheet.account(step)
        note_home(step.path, state, step, sheet)
        path = self.folded.after(at).workdir
        if path is None:
            sheet.find(
                findings.BASE_DIRECTORY,
                "this directory is relative to the base image's WORKDIR, which is not known here; `/` is taken for it",
                step,
                help="write the absolute path, or let `--inspect` look at the base image",
            )
            from recipec.ir.text import join

            path = join(("/", *step.path))
        known = settled(path, state, sheet)
        try:
            word = shell_path(known) if known is not None else sheet.in_post.word(path, state, sheet.templates)
        except ValueLost:
            sheet.find(
                findings.LOST_VALUE,
                "this directory depends on the base image's environment",
                step,
                help=WRITE_OUT,
            )
            return
        if (isinstance(self.plan.base, FromScratch) or self.lacks_shell) and self.last_run < 0:
            if known is not None and known != "/":
                self.sheet.history.made(known)
            return
        user = users.effective(state, step, sheet, self.told_users)
        code = []
        if known is None or not self.sheet.history.has_directory(known):
            if user is None:
                code.append(f"mkdir -p {word}")
            else:
                self._use(user)
                code.append(f"[ -d {word} ] || {{ mkdir -p {word} && chown {users.account(user)} {word}; }}")
                self.sheet.history.placed_at_turn(known or "/")
            if known is not None:
                self.sheet.history.made(known)
        if at < self.last_run and (known is None or known != self.directory):
            code.append(f"cd {word}")
            self.directory = known
            sheet.history.directory = known or "/"
        if code:
            sheet.run("\n".join(code), step)
        else:
            self._leave_comments(at, step)

    def _leave_comments(self, at: int, step: Step) -> None:
        """Let the comments above what is not written stand above what comes next: a step, or the start."""
        if at > self.last_run:
            self.sheet.start_comments[f"{type(step).__name__} {at}"] = self.sheet.comments(step)
        else:
            self.sheet.carry(step)

    def _run(self, at: int, step: Run, state: State) -> None:
        sheet = self.sheet
        sheet.account(step)
        self._flags(step)
        user = users.effective(state, step, sheet, self.told_users)
        self._use(user)
        before, after = self._around(step, state)
        code = runs.code(step, state, user, sheet, is_bare=at in self.bare)
        if at in self.bare and self.left[at].directory:
            self.directory = None
            sheet.history.directory = "/"
        runs.effects(step, state, sheet, self.left.get(at))
        sheet.run("\n".join((*before, code, *after)), step)

    def _tell_shell(self, needs: str, node: Node) -> None:
        """Say once that the image has no shell."""
        self.lacks_shell = False
        base = self.plan.base
        name = _default_base(base, self.plan.state) if isinstance(base, FromImage) else "FROM scratch"
        self.sheet.find(
            findings.NO_SHELL,
            f"`{name}` has no `/bin/sh`, {needs}",
            node,
            help="copy a shell to `/bin/sh` first, or start from an image that has one",
        )

    def _around(self, step: Run, state: State) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give what surrounds a RUN for the sake of its mounts."""
        if not step.mounts:
            return (), ()
        from recipec.definition.lower.mounts import around

        return around(step, state, self.sheet)

    def _flags(self, step: Run) -> None:
        for flag, value in (("--network", step.network), ("--security", step.security)):
            if value not in (None, "default", "sandbox"):
                self.sheet.find(
                    findings.RUN_FLAG,
                    f"`{flag}={value}` has no counterpart: the step runs as all of `%post` does",
                    step,
                    help="nothing to do when the step does not rely on it",
                )
        if step.devices:
            self.sheet.find(
                findings.RUN_FLAG, "`--device` has no counterpart", step, help="bind the device while building"
            )

    def _use(self, user: "users.User | None") -> None:
        """Have the account ready that stands in for a user without a name."""
        if user is None or user.account != users.STAND_IN:
            return
        if self.stand_in == user:
            return
        self._leave_stand_in(user)
        made, _ = users.stand_in(user)
        self.sheet.run(made)
        self.stand_in = user

    def _leave_stand_in(self, following: "users.User | None") -> None:
        if self.stand_in is not None:
            self.sheet.run(users.stand_in(self.stand_in)[1])
        self.stand_in = following

    def _final_user(self, end: State) -> None:
        user = users.current(end, self.sheet)
        if user is None:
            return
        step = next((step for step, _ in reversed(self.steps) if isinstance(step, SetUser)), self.plan.base)
        self.sheet.find(
            findings.FINAL_USER,
            f"the image runs as whoever starts it, not as `{user.told}`",
            step,
            help="see that everybody can read what the image needs, and that nothing writes into it",
        )

    def _clean(self) -> None:
        own = tuple(self.sheet.private)
        host = [path for path in self.sheet.temporary if not paths.is_below(path, own)]
        lines = [f"rm -rf {path}" for path in dict.fromkeys(map(shell_path, host))]
        if self.sheet.waiting or any(at.startswith(f"{WAITING}/") for at in self.sheet.private.values()):
            lines.append(f"rm -rf {WAITING}")
        if lines:
            self.sheet.run_apart("\n".join(lines))
        if self.sheet.post:
            self.sheet.end_with_carried()


def _has_shell(plan: Plan) -> bool:
    """Tell whether the base has a shell; one that nobody knows is taken to have one."""
    match base := plan.base:
        case FromScratch():
            return False
        case FromImage():
            from recipec.ir.shells import has_no_shell

            return not has_no_shell(_default_base(base, plan.state))
        case FromAgent():
            return True


def _default_base(base: FromImage, state: State) -> str:
    return literal(default_of(base.reference, state)) or ""


def _brings_none(folded: Folded) -> bool:
    from recipec.ir.shells import may_bring_a_shell

    return not any(may_bring_a_shell(step) for step, _ in folded.steps)


def _same(sheet: Sheet, one: tuple[Text, State], other: tuple[Text, State]) -> bool:
    """Tell whether two values are written alike."""
    return sheet.templates.settle(*one) == sheet.templates.settle(*other)


def stage_images(plan: Plan) -> tuple[str, ...]:
    """Name the images that a stage copies from."""
    return tuple(
        origin.reference
        for part in plan.parts
        for step in part.steps
        for origin in sources(step)
        if isinstance(origin, FromImageName)
    )
