package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Length;
import java.time.Instant;
import java.util.List;

public final class ExerciseRoute {
    private final List<Location> places;

    public ExerciseRoute(List<Location> routeLocations) {
        places = routeLocations;
    }

    public List<Location> getRouteLocations() {
        return places;
    }

    public static final class Location {
        private final Builder told;

        private Location(Builder told) {
            this.told = told;
        }

        public Instant getTime() {
            return told.time;
        }

        public double getLatitude() {
            return told.latitude;
        }

        public double getLongitude() {
            return told.longitude;
        }

        public Length getAltitude() {
            return told.altitude;
        }

        public Length getHorizontalAccuracy() {
            return told.horizontal;
        }

        public Length getVerticalAccuracy() {
            return told.vertical;
        }

        public static final class Builder {
            private final Instant time;
            private final double latitude;
            private final double longitude;
            private Length altitude;
            private Length horizontal;
            private Length vertical;

            public Builder(Instant time, double latitude, double longitude) {
                if (latitude < -90 || latitude > 90 || longitude < -180 || longitude > 180) {
                    throw new IllegalArgumentException("latitude or longitude out of range");
                }
                this.time = time;
                this.latitude = latitude;
                this.longitude = longitude;
            }

            public Builder setAltitude(Length altitude) {
                this.altitude = altitude;
                return this;
            }

            public Builder setHorizontalAccuracy(Length accuracy) {
                horizontal = accuracy;
                return this;
            }

            public Builder setVerticalAccuracy(Length accuracy) {
                vertical = accuracy;
                return this;
            }

            public Location build() {
                return new Location(this);
            }
        }
    }
}
