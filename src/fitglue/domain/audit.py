"""What the audit log tells: every event, and the sentence for it.

A sentence may name the event's details in braces: `{name}`. Details never hold a secret.
"""

from enum import StrEnum


class Event(StrEnum):
    """Something that somebody did to an account or to the installation."""

    ACCOUNT_MADE = "account.made"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_REOPENED = "account.reopened"
    ADMIN_MADE = "admin.made"
    ADMIN_UNMADE = "admin.unmade"
    INVITED = "invitation.made"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    RESET_OFFERED = "reset.offered"
    SIGNED_IN = "sign_in.ok"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_IN_THROTTLED = "sign_in.throttled"
    SIGNED_OUT = "sign_out"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - an event's name
    PASSWORD_RESET = "password.reset"  # noqa: S105 - an event's name
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_RENAMED = "passkey.renamed"
    PASSKEY_REMOVED = "passkey.removed"
    SESSION_ENDED = "session.ended"
    SESSIONS_ENDED = "sessions.ended"
    PHONE_PAIRED = "phone.paired"
    PHONE_REVOKED = "phone.revoked"
    METRICS_ON = "metrics.on"
    METRICS_OFF = "metrics.off"
    METRICS_DELETED = "metrics.deleted"
    APP_CONNECTED = "app.connected"
    APP_REVOKED = "app.revoked"
    PAGES_TAKEN_DOWN = "showcase.taken_down"
    PROFILE_ON = "showcase.profile_on"
    PROFILE_OFF = "showcase.profile_off"
    CHANNEL_ADDED = "channel.added"
    CHANNEL_REMOVED = "channel.removed"
    SERVICE_CONNECTED = "service.connected"
    SERVICE_PAUSED = "service.paused"
    SERVICE_DISCONNECTED = "service.disconnected"
    READ_AND_GONE = "service.read_and_gone"
    EXPORT_ASKED = "export.asked"
    EXPORT_TAKEN = "export.taken"
    RENAMED = "account.renamed"
    EMAIL_CHANGED = "email.changed"
    TOKEN_MADE = "token.made"  # noqa: S105 - an event's name
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - an event's name
    SIGNED_OUT_EVERYWHERE = "sessions.all_ended"
    PLAN_GIVEN = "plan.given"
    LIMITS_CHANGED = "plan.limits"
    SETTING_CHANGED = "server.setting"
    JOB_CANCELLED = "job.cancelled"
    JOB_AGAIN = "job.again"
    RUNS_RELEASED = "job.released"
    STORAGE_CHECKED = "storage.checked"
    STORAGE_TIDIED = "storage.tidied"
    BACKUP_BEGUN = "backup.begun"
    BACKUP_DOWNLOADED = "backup.downloaded"
    BACKUP_DELETED = "backup.deleted"
    KEYS_ROTATED = "keys.rotated"
    KEYS_FORGOTTEN = "keys.forgotten"
    MAIL_TESTED = "mail.tested"
    PHONE_RENAMED = "phone.renamed"


SENTENCES: dict[Event, str] = {
    Event.ACCOUNT_MADE: "Account made",
    Event.ACCOUNT_CLOSED: "Access closed",
    Event.ACCOUNT_REOPENED: "Access opened again",
    Event.ADMIN_MADE: "Made an admin",
    Event.ADMIN_UNMADE: "No longer an admin",
    Event.INVITED: "Invited {email}",
    Event.INVITATION_WITHDRAWN: "Invitation of {email} withdrawn",
    Event.RESET_OFFERED: "Link for a new password made",
    Event.SIGNED_IN: "Signed in with a {way}",
    Event.SIGN_IN_FAILED: "Tried to sign in: wrong {way}",
    Event.SIGN_IN_THROTTLED: "Tried to sign in too often and was turned away",
    Event.SIGNED_OUT: "Signed out",
    Event.PASSWORD_CHANGED: "Password changed; other browsers were signed out",
    Event.PASSWORD_RESET: "Password set through a link; every browser was signed out",
    Event.PASSKEY_ADDED: "Passkey “{name}” added",
    Event.PASSKEY_RENAMED: "Passkey named “{name}”",
    Event.PASSKEY_REMOVED: "Passkey “{name}” removed",
    Event.SESSION_ENDED: "{name} signed out from afar",
    Event.SESSIONS_ENDED: "All other browsers signed out",
    Event.PHONE_PAIRED: "Phone “{name}” paired",
    Event.PHONE_REVOKED: "Phone “{name}” may send nothing more",
    Event.METRICS_ON: "Health metrics switched on",
    Event.METRICS_OFF: "Health metrics switched off; those that were here are kept",
    Event.METRICS_DELETED: "Health metrics switched off, and all of them deleted",
    Event.APP_CONNECTED: "{name} may send workouts",
    Event.APP_REVOKED: "{name} may send nothing more",
    Event.PAGES_TAKEN_DOWN: "{pages} of the Showcase taken down",
    Event.PROFILE_ON: "Profile switched on: anybody may see it",
    Event.PROFILE_OFF: "Profile switched off",
    Event.CHANNEL_ADDED: "Notifications go to {name}",
    Event.CHANNEL_REMOVED: "Notifications go to {name} no more",
    Event.SERVICE_CONNECTED: "{name} connected",
    Event.SERVICE_PAUSED: "{name} paused",
    Event.SERVICE_DISCONNECTED: "{name} disconnected",
    Event.READ_AND_GONE: "Activities that were read from {name} were deleted, as its terms want",
    Event.EXPORT_ASKED: "Export of everything asked for",
    Event.EXPORT_TAKEN: "Export of everything downloaded",
    Event.RENAMED: "Name changed",
    Event.EMAIL_CHANGED: "E-mail address changed",
    Event.TOKEN_MADE: "Token “{name}” made",
    Event.TOKEN_REVOKED: "Token “{name}” revoked",
    Event.SIGNED_OUT_EVERYWHERE: "Signed out everywhere",
    Event.PLAN_GIVEN: "Plan set to {tier}",
    Event.LIMITS_CHANGED: "Plans: {told}",
    Event.SETTING_CHANGED: "Server setting {name} set to {value}",
    Event.JOB_CANCELLED: "Job stopped: {what}",
    Event.JOB_AGAIN: "Job run again: {what}",
    Event.RUNS_RELEASED: "Held runs let go",
    Event.STORAGE_CHECKED: "A look at everything stored was begun",
    Event.STORAGE_TIDIED: "Tidying of files that nothing names was begun",
    Event.BACKUP_BEGUN: "A backup was begun",
    Event.BACKUP_DOWNLOADED: "The backup {name} was downloaded; it holds what everybody here has",
    Event.BACKUP_DELETED: "The backup {name} was deleted",
    Event.KEYS_ROTATED: "Secrets sealed under a new key: {number}",
    Event.KEYS_FORGOTTEN: "Secrets given up, for no key opens them: {number}",
    Event.MAIL_TESTED: "A test mail was sent to {email}",
    Event.PHONE_RENAMED: "Phone named “{name}”",
}
