"""What lifting a definition file has to say: what engines ignore, refuse or take in a way that nobody meant."""

from recipec.diagnostics.finding import Kind, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

HEADER_IGNORED = Kind("RC014", "header-without-effect", _I)
HEADER_REPEATED = Kind("RC044", "header-repeated", _W)
CONTINUATION_LOST = Kind("RC045", "continuation-lost", _W)
SECTION_FROM_TEMPLATE = Kind("RC040", "section-from-template", _E)
ARGUMENT_LINE = Kind("RC043", "argument-line-skipped", _W)
REPEATED = Kind("RC046", "said-twice", _I)
ARGUMENTS_IGNORED = Kind("RC042", "arguments-ignored", _I)
UNKNOWN_AGENT = Kind("RC047", "no-such-agent", _E)
TOO_NEW = Kind("RC041", "newer-than-the-target", _E)
BAD_REFERENCE = Kind("RC048", "image-reference", _E)
FILES_IGNORED = Kind("RC604", "words-ignored-in-files", _W)
FILES_WITHOUT_EFFECT = Kind("RC049", "files-without-effect", _W)
QUOTES = Kind("RC616", "quotes-in-files", _W)
NO_STAGE = Kind("RC655", "no-such-stage", _E, loss=True)
STAGE_REPEATED = Kind("RC050", "stage-name-repeated", _W)
STAGE_DROPPED = Kind("RC051", "empty-stage", _I)

# Engines refuse to build these.
NEVER_BUILT = frozenset((UNKNOWN_AGENT, BAD_REFERENCE, NO_STAGE))
