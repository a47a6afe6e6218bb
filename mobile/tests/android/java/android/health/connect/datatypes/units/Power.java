package android.health.connect.datatypes.units;

public final class Power {
    private final double value;

    private Power(double value) {
        this.value = value;
    }

    public static Power fromWatts(double value) {
        return new Power(value);
    }

    public double getInWatts() {
        return value;
    }
}
