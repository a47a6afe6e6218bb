package android.health.connect.changelog;

public final class ChangeLogsRequest {
    private final String token;
    private final int size;

    private ChangeLogsRequest(String token, int size) {
        this.token = token;
        this.size = size;
    }

    public String getToken() {
        return token;
    }

    public int getPageSize() {
        return size;
    }

    public static final class Builder {
        private final String token;
        private int size = 1000;

        public Builder(String token) {
            this.token = token;
        }

        public Builder setPageSize(int size) {
            this.size = size;
            return this;
        }

        public ChangeLogsRequest build() {
            return new ChangeLogsRequest(token, size);
        }
    }
}
