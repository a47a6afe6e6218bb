package android.security.keystore;

public final class KeyGenParameterSpec implements java.security.spec.AlgorithmParameterSpec {
    private final Builder told;

    private KeyGenParameterSpec(Builder told) {
        this.told = told;
    }

    public String getKeystoreAlias() {
        return told.alias;
    }

    public int getKeySize() {
        return told.size;
    }

    public int getPurposes() {
        return told.purposes;
    }

    public String[] getBlockModes() {
        return told.modes;
    }

    public static final class Builder {
        private final String alias;
        private final int purposes;
        private String[] modes = {};
        private String[] paddings = {};
        private int size;

        public Builder(String keystoreAlias, int purposes) {
            alias = keystoreAlias;
            this.purposes = purposes;
        }

        public Builder setBlockModes(String... modes) {
            this.modes = modes;
            return this;
        }

        public Builder setEncryptionPaddings(String... paddings) {
            this.paddings = paddings;
            return this;
        }

        public Builder setKeySize(int size) {
            this.size = size;
            return this;
        }

        public KeyGenParameterSpec build() {
            return new KeyGenParameterSpec(this);
        }
    }
}
