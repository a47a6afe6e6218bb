package android.health.connect.changelog;

import android.health.connect.datatypes.Record;
import java.util.HashSet;
import java.util.Set;

public final class ChangeLogTokenRequest {
    private final Set<Class<? extends Record>> types;

    private ChangeLogTokenRequest(Set<Class<? extends Record>> types) {
        this.types = types;
    }

    public Set<Class<? extends Record>> getRecordTypes() {
        return types;
    }

    public static final class Builder {
        private final Set<Class<? extends Record>> types = new HashSet<>();

        public Builder() {}

        public Builder addRecordType(Class<? extends Record> recordType) {
            types.add(recordType);
            return this;
        }

        public ChangeLogTokenRequest build() {
            return new ChangeLogTokenRequest(types);
        }
    }
}
