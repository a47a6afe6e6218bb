package android.health.connect;

public class HealthConnectException extends RuntimeException {
    public static final int ERROR_UNKNOWN = 1;
    public static final int ERROR_INTERNAL = 2;
    public static final int ERROR_INVALID_ARGUMENT = 3;
    public static final int ERROR_IO = 4;
    public static final int ERROR_SECURITY = 5;
    public static final int ERROR_REMOTE = 6;
    public static final int ERROR_RATE_LIMIT_EXCEEDED = 7;
    public static final int ERROR_DATA_SYNC_IN_PROGRESS = 8;
    private final int code;

    private HealthConnectException(int code) {
        this.code = code;
    }

    public static HealthConnectException fakeOf(int code) {
        return new HealthConnectException(code);
    }

    public int getErrorCode() {
        return code;
    }
}
