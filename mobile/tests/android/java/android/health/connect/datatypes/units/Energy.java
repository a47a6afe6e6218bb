package android.health.connect.datatypes.units;

public final class Energy {
    private final double value;

    private Energy(double value) {
        this.value = value;
    }

    public static Energy fromCalories(double value) {
        return new Energy(value);
    }

    public double getInCalories() {
        return value;
    }
}
