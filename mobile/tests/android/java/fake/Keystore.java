package fake;

import android.security.keystore.KeyGenParameterSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Android's keystore for Java's own cryptography: keys by alias, which stay in the process. */
public final class Keystore extends Provider {
    private static final Map<String, SecretKey> KEYS = new HashMap<>();

    public Keystore() {
        super("AndroidKeyStore", "1", "keys of a test");
        put("KeyStore.AndroidKeyStore", Store.class.getName());
        put("KeyGenerator.AES", Generator.class.getName());
    }

    public static void install() {
        Security.addProvider(new Keystore());
    }

    public static void forget() {
        KEYS.clear();
    }

    public static final class Generator extends KeyGeneratorSpi {
        private KeyGenParameterSpec about;

        protected void engineInit(AlgorithmParameterSpec spec, SecureRandom random) {
            about = (KeyGenParameterSpec) spec;
        }

        protected void engineInit(SecureRandom random) {
            throw new IllegalArgumentException("a key has a name");
        }

        protected void engineInit(int size, SecureRandom random) {
            throw new IllegalArgumentException("a key has a name");
        }

        protected SecretKey engineGenerateKey() {
            byte[] key = new byte[about.getKeySize() / 8];
            new SecureRandom().nextBytes(key);
            SecretKey made = new SecretKeySpec(key, "AES");
            KEYS.put(about.getKeystoreAlias(), made);
            return made;
        }
    }

    public static final class Store extends KeyStoreSpi {
        public Key engineGetKey(String alias, char[] password) {
            return KEYS.get(alias);
        }

        public void engineLoad(InputStream stream, char[] password) {}

        public void engineLoad(KeyStore.LoadStoreParameter parameter) {}

        public void engineStore(OutputStream stream, char[] password) {}

        public Certificate[] engineGetCertificateChain(String alias) {
            return null;
        }

        public Certificate engineGetCertificate(String alias) {
            return null;
        }

        public Date engineGetCreationDate(String alias) {
            return null;
        }

        public void engineSetKeyEntry(String a, Key k, char[] p, Certificate[] c) {}

        public void engineSetKeyEntry(String a, byte[] k, Certificate[] c) {}

        public void engineSetCertificateEntry(String a, Certificate c) {}

        public void engineDeleteEntry(String alias) {
            KEYS.remove(alias);
        }

        public Enumeration<String> engineAliases() {
            return Collections.enumeration(KEYS.keySet());
        }

        public boolean engineContainsAlias(String alias) {
            return KEYS.containsKey(alias);
        }

        public int engineSize() {
            return KEYS.size();
        }

        public boolean engineIsKeyEntry(String alias) {
            return true;
        }

        public boolean engineIsCertificateEntry(String alias) {
            return false;
        }

        public String engineGetCertificateAlias(Certificate certificate) {
            return null;
        }
    }
}
