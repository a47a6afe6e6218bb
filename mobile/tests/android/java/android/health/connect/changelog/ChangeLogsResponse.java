package android.health.connect.changelog;

import android.health.connect.datatypes.Record;
import java.util.List;

public final class ChangeLogsResponse {
    private final List<Record> upserted;
    private final List<DeletedLog> deleted;
    private final String next;
    private final boolean more;

    private ChangeLogsResponse(
            List<Record> upserted, List<DeletedLog> deleted, String next, boolean more) {
        this.upserted = upserted;
        this.deleted = deleted;
        this.next = next;
        this.more = more;
    }

    public static ChangeLogsResponse fakeOf(
            List<Record> upserted, List<DeletedLog> deleted, String next, boolean more) {
        return new ChangeLogsResponse(upserted, deleted, next, more);
    }

    public List<Record> getUpsertedRecords() {
        return upserted;
    }

    public List<DeletedLog> getDeletedLogs() {
        return deleted;
    }

    public String getNextChangesToken() {
        return next;
    }

    public boolean hasMorePages() {
        return more;
    }

    public static final class DeletedLog {
        private final String id;
        private final long at;

        public DeletedLog(String deletedRecordId, long deletedTime) {
            id = deletedRecordId;
            at = deletedTime;
        }

        public String getDeletedRecordId() {
            return id;
        }

        public java.time.Instant getDeletedTime() {
            return java.time.Instant.ofEpochMilli(at);
        }
    }
}
