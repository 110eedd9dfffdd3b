# SPDX-License-Identifier: MIT
"""Mail by SMTP, as the settings say."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from thinktank.kernel import clock
from thinktank.notices.schemas import Mail
from thinktank.settings import Settings, load

SECONDS = 20
_PERMANENT = 500
_settings: list[Settings] = []


class Refused(Exception):
    """The server did not take a mail; ``final`` when it never will."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.final = final


def configure(settings: Settings) -> None:
    """Use these settings; the composition root calls it once."""
    _settings[:] = [settings]


def current() -> Settings:
    """Return the settings in use."""
    if not _settings:
        configure(load())
    return _settings[0]


def enabled() -> bool:
    """Whether a mail server is set."""
    return bool(current().smtp_host)


def message(mail: Mail, settings: Settings) -> EmailMessage:
    """Return the mail as it travels: the same Message-ID at every try, so that a second copy is known as one."""
    made = EmailMessage()
    made["From"] = settings.mail_from
    made["To"] = mail.address
    made["Subject"] = mail.subject.replace("\r", " ").replace("\n", " ")
    made["Message-ID"] = f"<{mail.message_id}>"
    made["Date"] = format_datetime(clock.local(mail.created_at))
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(links(mail.body, settings.base_url), charset="utf-8")
    return made


def links(text: str, base_url: str) -> str:
    """Return a message with its paths as whole addresses."""
    return "\n".join(base_url.rstrip("/") + line if line.startswith("/") else line for line in text.split("\n"))


async def send(mail: Mail) -> None:
    """Hand one mail to the server; raises Refused."""
    settings = current()
    try:
        await aiosmtplib.send(
            message(mail, settings),
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password or None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            timeout=SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [recipient.code for recipient in error.recipients]
        raise Refused(str(error), final=all(code >= _PERMANENT for code in codes)) from error
    except aiosmtplib.SMTPResponseException as error:
        raise Refused(f"{error.code} {error.message}", final=error.code >= _PERMANENT) from error
    except (TimeoutError, aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise Refused(f"{type(error).__name__}: {error}", final=isinstance(error, ValueError)) from error
