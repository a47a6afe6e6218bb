package android.health.connect.datatypes;

public abstract class Record {
    private final Metadata metadata;

    Record(Metadata metadata) {
        this.metadata = metadata;
    }

    public Metadata getMetadata() {
        return metadata;
    }
}
