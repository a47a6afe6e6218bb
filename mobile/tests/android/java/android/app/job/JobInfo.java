package android.app.job;

public class JobInfo {
    public static final int NETWORK_TYPE_ANY = 1;
    private final Builder told;

    private JobInfo(Builder told) {
        this.told = told;
    }

    public int getId() {
        return told.id;
    }

    public long getMinLatencyMillis() {
        return told.latency;
    }

    public long getIntervalMillis() {
        return told.interval;
    }

    public int getNetworkType() {
        return told.network;
    }

    public boolean isExpedited() {
        return told.expedited;
    }

    public boolean isPersisted() {
        return told.persisted;
    }

    public boolean isPeriodic() {
        return told.interval > 0;
    }

    public static final class Builder {
        private final int id;
        private long latency;
        private long interval;
        private int network;
        private boolean hasLatency;
        private boolean expedited;
        private boolean persisted;

        public Builder(int jobId, android.content.ComponentName service) {
            id = jobId;
            if (!service.toString().endsWith("/fitglue_phone.android.job.SyncJob")) {
                throw new IllegalArgumentException("No such service component " + service);
            }
        }

        public Builder setMinimumLatency(long ms) {
            latency = ms;
            hasLatency = true;
            return this;
        }

        public Builder setPeriodic(long ms) {
            interval = ms;
            return this;
        }

        public Builder setRequiredNetworkType(int type) {
            network = type;
            return this;
        }

        public Builder setExpedited(boolean is) {
            expedited = is;
            return this;
        }

        public Builder setPersisted(boolean is) {
            persisted = is;
            return this;
        }

        public JobInfo build() {
            if (expedited && (hasLatency || interval > 0)) {
                throw new IllegalArgumentException("An expedited job has no delay and no period");
            }
            return new JobInfo(this);
        }
    }
}
