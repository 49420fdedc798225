"""What keeps mail from being sent, or from being believed, in words for whoever runs the site."""

import shutil
import smtplib
import subprocess
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from site_core.background_work import WORDS, is_held

SECONDS_TO_ANSWER = 10
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True)
class Finding:
    """One thing that is well, or not; only what stops mail is an error."""

    words: str
    stops_mail: bool = False


def check_mail(to: str = "") -> list[Finding]:
    """In the order in which mail would meet them; what comes after the first that stops it is not asked."""
    if not settings.MAIL_IS_SET_UP:
        return [Finding("EMAIL_URL is not set: no mail is sent.", stops_mail=True)]
    if is_held():
        return [Finding(WORDS, stops_mail=True)]
    findings = [check_sender(), *check_encryption(), check_connection(), *check_domain()]
    if to and not any(finding.stops_mail for finding in findings):
        findings.append(check_sending(to))
    return findings


def sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def check_sender() -> Finding:
    try:
        validate_email(sender())
    except ValidationError:
        return Finding(f"DEFAULT_FROM_EMAIL is no email address: {settings.DEFAULT_FROM_EMAIL}", stops_mail=True)
    return Finding(f"Mail comes from {sender()}.")


def check_encryption() -> list[Finding]:
    if (
        SMTP not in (settings.EMAIL_BACKEND, settings.DELIVERING_BACKEND)
        or settings.EMAIL_USE_TLS
        or settings.EMAIL_USE_SSL
    ):
        return []
    if settings.EMAIL_HOST_PASSWORD:
        return [Finding("The password travels unencrypted: write smtp+tls:// or smtp+ssl:// in EMAIL_URL.")]
    return [Finding("Mail travels unencrypted to the mail server: fine on one machine only.")]


def check_connection() -> Finding:
    connection = get_connection()
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        return Finding(f"{server} refuses user or password of EMAIL_URL ({error.smtp_code}).", stops_mail=True)
    except smtplib.SMTPNotSupportedError:
        return Finding(f"{server} offers no encryption or no log-in, and EMAIL_URL asks for it.", stops_mail=True)
    except (OSError, ValueError) as error:
        return Finding(f"{server} cannot be used: {type(error).__name__}.", stops_mail=True)
    finally:
        connection.close()
    return Finding(f"{server} can be used.")


def check_sending(to: str) -> Finding:
    try:
        EmailMessage("Test", "This is a test of the site’s mail.", to=[to]).send()
    except (OSError, ValueError) as error:
        return Finding(f"The test mail was not taken: {type(error).__name__}.", stops_mail=True)
    return Finding("The test mail was taken.")


def check_domain() -> list[Finding]:
    """What receivers look up before they believe who mail comes from."""
    dig = shutil.which("dig")
    if dig is None:
        return [Finding("DNS could not be asked for SPF and DMARC: install dig.")]
    domain = sender().rpartition("@")[2]
    records = {"SPF": (domain, "v=spf1"), "DMARC": (f"_dmarc.{domain}", "v=DMARC1")}
    findings = [check_record(dig, kind, name, begin) for kind, (name, begin) in records.items()]
    return [*findings, Finding("DKIM cannot be asked for from here: see that the mail server signs what it sends.")]


def check_record(dig: str, kind: str, name: str, begin: str) -> Finding:
    command = [dig, "+short", "+time=3", "+tries=1", "TXT", name]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_TO_ANSWER, check=True)
    except (OSError, subprocess.SubprocessError):
        return Finding(f"{kind}: DNS could not be asked for {name}.")
    if any(line.strip('"').startswith(begin) for line in answer.stdout.splitlines()):
        return Finding(f"{kind}: {name} has a record.")
    return Finding(f"{kind}: {name} has no record; many receivers will take mail from it for spam.")
