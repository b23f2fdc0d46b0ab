"""What looks like a secret: names of variables, and tokens whose shape tells what they are."""

from recipec.regex import regex

_NAME = regex(
    r"(?i)(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|AUTH_KEY|CREDENTIALS?)[0-9]*$"
)
_TOKEN = regex(
    r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{40,}|\bglpat-[A-Za-z0-9_-]{18,}|\bAKIA[0-9A-Z]{16}\b"
    r"|\bhf_[A-Za-z0-9]{30,}|\bxox[abpr]-[A-Za-z0-9-]{20,}|\bsk-[A-Za-z0-9]{40,}|\bAIza[0-9A-Za-z_-]{35}\b"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_IN_URL = regex(r"(?<![a-z+])[a-z+]+://[^\s/:@'\"]*:([^\s/@'\"]+)@")
# One of these is in each token.
_MARKS = "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- AKIA hf_ xox sk- AIza PRIVATE".split()
# What people write where the real value is to be put in.
_PLACEHOLDERS = frozenset(
    "changeme change_me password passwd secret token none null true false test example xxx xxxx todo yes no".split()
)


def is_secret_name(name: str) -> bool:
    """Tell whether a variable of this name holds a secret: ``DB_PASSWORD`` does, ``DB_PASSWORD_FILE`` does not."""
    return _NAME.search(name) is not None and "ALLOW_EMPTY" not in name.upper()


def is_secret_value(value: str) -> bool:
    """Tell whether a value of such a variable is a secret, and no placeholder, path, number or variable."""
    text = value.strip("\"'")
    if not text or text.lower() in _PLACEHOLDERS or "$" in text or "{{" in text or "<" in text:
        return False
    return not text.startswith(("/", "~", "./")) and not text.isdigit() and len(set(text)) > 2


def token(text: str) -> tuple[int, int] | None:
    """Find a token whose shape tells what it is: where it starts and ends."""
    match = _TOKEN.search(text) if any(mark in text for mark in _MARKS) else None
    return match.span() if match else None


def password_in_url(text: str) -> tuple[int, int] | None:
    """Find a password in a URL (``https://user:password@host``), unless a variable or a template stands there."""
    for match in _IN_URL.finditer(text) if "@" in text else ():
        if "$" not in match[1] and "{" not in match[1]:
            return match.span(1)
    return None
