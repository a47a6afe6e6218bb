package android.health.connect.datatypes;

public final class Metadata {
    public static final int RECORDING_METHOD_UNKNOWN = 0;
    public static final int RECORDING_METHOD_MANUAL_ENTRY = 3;
    private final Builder told;
    private String id = "";
    private String origin = "";

    private Metadata(Builder told) {
        this.told = told;
    }

    public void fakeWritten(String id, String origin) {
        this.id = id;
        this.origin = origin;
    }

    public String getId() {
        return id;
    }

    public DataOrigin getDataOrigin() {
        return new DataOrigin(origin);
    }

    public Device getDevice() {
        return told.device;
    }

    public String getClientRecordId() {
        return told.client;
    }

    public long getClientRecordVersion() {
        return told.version;
    }

    public int getRecordingMethod() {
        return told.method;
    }

    public static final class Builder {
        private Device device;
        private String client;
        private long version;
        private int method;

        public Builder() {}

        public Builder setDevice(Device device) {
            this.device = device;
            return this;
        }

        public Builder setClientRecordId(String id) {
            client = id;
            return this;
        }

        public Builder setClientRecordVersion(long version) {
            this.version = version;
            return this;
        }

        public Builder setRecordingMethod(int method) {
            this.method = method;
            return this;
        }

        public Metadata build() {
            return new Metadata(this);
        }
    }
}
