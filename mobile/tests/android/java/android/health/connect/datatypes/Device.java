package android.health.connect.datatypes;

public final class Device {
    public static final int DEVICE_TYPE_WATCH = 1;
    private final String manufacturer;
    private final String model;
    private final int type;

    private Device(String manufacturer, String model, int type) {
        this.manufacturer = manufacturer;
        this.model = model;
        this.type = type;
    }

    public String getManufacturer() {
        return manufacturer;
    }

    public String getModel() {
        return model;
    }

    public int getType() {
        return type;
    }

    public static final class Builder {
        private String manufacturer;
        private String model;
        private int type;

        public Builder() {}

        public Builder setManufacturer(String manufacturer) {
            this.manufacturer = manufacturer;
            return this;
        }

        public Builder setModel(String model) {
            this.model = model;
            return this;
        }

        public Builder setType(int type) {
            this.type = type;
            return this;
        }

        public Device build() {
            return new Device(manufacturer, model, type);
        }
    }
}
