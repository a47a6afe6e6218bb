package android.health.connect.changelog;

public final class ChangeLogTokenResponse {
    private final String token;

    private ChangeLogTokenResponse(String token) {
        this.token = token;
    }

    public static ChangeLogTokenResponse fakeOf(String token) {
        return new ChangeLogTokenResponse(token);
    }

    public String getToken() {
        return token;
    }
}
