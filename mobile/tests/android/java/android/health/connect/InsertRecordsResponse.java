package android.health.connect;

import android.health.connect.datatypes.Record;
import java.util.List;

public class InsertRecordsResponse {
    private final List<Record> records;

    InsertRecordsResponse(List<Record> records) {
        this.records = records;
    }

    public List<Record> getRecords() {
        return records;
    }
}
