package android.health.connect.datatypes.units;

public final class Velocity {
    private final double value;

    private Velocity(double value) {
        this.value = value;
    }

    public static Velocity fromMetersPerSecond(double value) {
        return new Velocity(value);
    }

    public double getInMetersPerSecond() {
        return value;
    }
}
