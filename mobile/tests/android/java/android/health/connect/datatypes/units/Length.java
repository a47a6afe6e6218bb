package android.health.connect.datatypes.units;

public final class Length {
    private final double value;

    private Length(double value) {
        this.value = value;
    }

    public static Length fromMeters(double value) {
        return new Length(value);
    }

    public double getInMeters() {
        return value;
    }
}
