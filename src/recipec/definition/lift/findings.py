"""What lifting a definition file has to say: what engines ignore, refuse or take in a way that nobody meant."""

from recipec.diagnostics.finding import Kind, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

NO_BASE = Kind("RC001", "no-bootstrap", _E)
HEADER_IGNORED = Kind("RC014", "header-without-effect", _I)
HEADER_REPEATED = Kind("RC019", "header-repeated", _W)
CONTINUATION_LOST = Kind("RC020", "continuation-lost", _W)
SECTION_FROM_TEMPLATE = Kind("RC006", "section-line-in-script", _E)
ARGUMENT_LINE = Kind("RC021", "argument-line-skipped", _W)
REPEATED = Kind("RC022", "said-twice", _I)
ARGUMENTS_IGNORED = Kind("RC312", "section-arguments", _I)
UNKNOWN_AGENT = Kind("RC023", "no-such-agent", _E)
TOO_NEW = Kind("RC032", "feature-newer-than-the-target", _E)
BAD_REFERENCE = Kind("RC724", "image-reference", _E)
FILES_IGNORED = Kind("RC604", "words-ignored-in-files", _W)
FILES_WITHOUT_EFFECT = Kind("RC664", "files-without-effect", _W)
QUOTES = Kind("RC616", "quotes-in-files", _W)
NO_STAGE = Kind("RC655", "no-such-stage", _E, loss=True)
STAGE_REPEATED = Kind("RC665", "stage-name-repeated", _W)
STAGE_DROPPED = Kind("RC666", "empty-stage", _I)
