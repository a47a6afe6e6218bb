package android.health.connect.datatypes;

public final class DataOrigin {
    private final String name;

    DataOrigin(String name) {
        this.name = name;
    }

    public String getPackageName() {
        return name;
    }
}
