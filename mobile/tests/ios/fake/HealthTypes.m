/* The values of HealthKit: units, quantities, types, samples, workouts. They raise where Apple's do. */
#import "Fake.h"

static NSString *const known[][3] = {
  {@"m", @"length", @"1"}, {@"cm", @"length", @"0.01"}, {@"km", @"length", @"1000"},
  {@"s", @"time", @"1"}, {@"ms", @"time", @"0.001"}, {@"kcal", @"energy", @"1"},
  {@"count", @"count", @"1"}, {@"count/min", @"rate", @"1"}, {@"count/s", @"rate", @"60"},
  {@"m/s", @"speed", @"1"}, {@"W", @"power", @"1"}, {@"degC", @"temperature", @"1"}, {@"kg", @"mass", @"1"},
  {@"%", @"count", @"0.01"}, {@"kcal/(kg*hr)", @"effort", @"1"}, {@"ml/(kg*min)", @"vo2", @"1"},
  {@"appleEffortScore", @"score", @"1"},
};

@implementation HKUnit
+ (HKUnit *)unitFromString:(NSString *)string {
  for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
    if ([known[i][0] isEqual:string]) {
      HKUnit *made = [[HKUnit new] autorelease];
      made->text = known[i][0]; made->dimension = known[i][1]; made->factor = [known[i][2] doubleValue];
      return made;
    }
  refuse([NSString stringWithFormat:@"Unable to parse factorization string %@", string]);
  return nil;
}
@end
@implementation HKQuantity
+ (HKQuantity *)quantityWithUnit:(HKUnit *)unit doubleValue:(double)value {
  HKQuantity *made = [[HKQuantity new] autorelease];
  made->unit = [unit retain]; made->value = value;
  return made;
}
- (BOOL)isCompatibleWithUnit:(HKUnit *)other { return [unit->dimension isEqual:other->dimension]; }
- (double)doubleValueForUnit:(HKUnit *)other {
  if (![self isCompatibleWithUnit:other]) refuse(@"Attempt to convert incompatible units");
  return unit == other || [unit->text isEqual:other->text] ? value : value * unit->factor / other->factor;
}
@end

static id named(Class kind, NSString *name) {
  HKObjectType *made = [[kind new] autorelease];
  made->identifier = [name copy];
  return made;
}
@implementation HKObjectType
+ (id)workoutType { return named([HKSampleType class], @"HKWorkoutTypeIdentifier"); }
+ (id)quantityTypeForIdentifier:(NSString *)name {
  NSArray *types = [settings objectForKey:@"types"];
  return !types || [types containsObject:name] ? named([HKQuantityType class], name) : nil;
}
+ (id)categoryTypeForIdentifier:(NSString *)name { return named([HKSampleType class], name); }
- (NSString *)identifier { return identifier; }
- (BOOL)isEqual:(id)other {
  return [other isKindOfClass:[HKObjectType class]] && [((HKObjectType *)other)->identifier isEqual:identifier];
}
- (NSUInteger)hash { return [identifier hash]; }
- (id)copyWithZone:(NSZone *)zone { return [self retain]; }
@end
@implementation HKSampleType @end
@implementation HKSeriesType
+ (id)workoutRouteType { return named(self, @"HKWorkoutRouteTypeIdentifier"); }
@end
@implementation HKQuantityType
- (BOOL)isCompatibleWithUnit:(HKUnit *)unit {
  NSString *name = identifier, *dimension = @"count";
  if ([name rangeOfString:@"Distance"].length) dimension = @"length";
  if ([name rangeOfString:@"Energy"].length) dimension = @"energy";
  if ([name hasSuffix:@"HeartRate"]) dimension = @"rate";
  return [dimension isEqual:unit->dimension];
}
@end

@implementation HKSource
- (NSString *)name { return name; }
- (NSString *)bundleIdentifier { return bundle; }
@end
@implementation HKSourceRevision
- (HKSource *)source { return source; }
- (NSString *)version { return version; }
@end
@implementation HKDevice
- (NSString *)name { return [fields objectForKey:@"name"]; }
- (NSString *)manufacturer { return [fields objectForKey:@"manufacturer"]; }
- (NSString *)model { return [fields objectForKey:@"model"]; }
- (NSString *)hardwareVersion { return [fields objectForKey:@"hardware"]; }
- (NSString *)softwareVersion { return [fields objectForKey:@"software"]; }
@end
@implementation HKObject
- (NSUUID *)UUID { return uuid; }
- (NSDictionary *)metadata { return metadata; }
- (HKSourceRevision *)sourceRevision { return revision; }
- (HKDevice *)device { return device; }
@end
@implementation HKSample
- (NSDate *)startDate { return start; }
- (NSDate *)endDate { return end; }
@end
@implementation HKWorkout
- (NSUInteger)workoutActivityType { return activity; }
- (double)duration { return duration; }
- (NSArray *)workoutEvents { return events; }
- (NSArray *)workoutActivities { return legs; }
- (NSDictionary *)allStatistics { return statistics; }
@end
@implementation HKWorkoutRoute @end
@implementation HKQuantitySample
+ (HKQuantitySample *)quantitySampleWithType:(HKQuantityType *)type quantity:(HKQuantity *)quantity
    startDate:(NSDate *)start endDate:(NSDate *)end metadata:(NSDictionary *)metadata {
  if (![type isCompatibleWithUnit:quantity->unit]) refuse(@"HKQuantitySample requires a compatible unit");
  if ([end timeIntervalSinceDate:start] < 0) refuse(@"endDate before startDate");
  HKQuantitySample *made = [[HKQuantitySample new] autorelease];
  made->uuid = [NSUUID new]; made->type = [type retain]; made->start = [start retain]; made->end = [end retain];
  made->unit = [quantity->unit retain];
  made->values = [[NSArray arrayWithObject:[NSNumber numberWithDouble:quantity->value]] retain];
  return made;
}
- (HKQuantity *)quantity {
  return [HKQuantity quantityWithUnit:unit doubleValue:[[values lastObject] doubleValue]];
}
@end
NSString *const HKCategoryTypeIdentifierSleepAnalysis = @"HKCategoryTypeIdentifierSleepAnalysis";
@implementation HKCategorySample
- (NSInteger)value { return value; }
@end
@implementation HKDeletedObject @end
@implementation HKWorkoutConfiguration
- (NSUInteger)activityType { return activity; }
- (void)setActivityType:(NSUInteger)value { activity = value; }
- (NSInteger)locationType { return location; }
- (void)setLocationType:(NSInteger)value { location = value; }
- (NSInteger)swimmingLocationType { return swimming; }
- (HKQuantity *)lapLength { return lap; }
@end
@implementation HKWorkoutActivity
- (NSUUID *)UUID { return uuid; }
- (NSDate *)startDate { return start; }
- (NSDate *)endDate { return end; }
- (double)duration { return duration; }
- (NSDictionary *)metadata { return metadata; }
- (NSArray *)workoutEvents { return events; }
- (NSDictionary *)allStatistics { return statistics; }
- (HKWorkoutConfiguration *)workoutConfiguration { return configuration; }
@end
@implementation HKWorkoutEvent
- (NSInteger)type { return type; }
- (NSDateInterval *)dateInterval { return when; }
- (NSDictionary *)metadata { return metadata; }
@end
@implementation HKStatistics
- (NSDate *)startDate { return [figures objectForKey:@"start"]; }
- (HKQuantity *)sumQuantity { return [figures objectForKey:@"sum"]; }
- (HKQuantity *)averageQuantity { return [figures objectForKey:@"average"]; }
- (HKQuantity *)minimumQuantity { return [figures objectForKey:@"minimum"]; }
- (HKQuantity *)maximumQuantity { return [figures objectForKey:@"maximum"]; }
@end
@implementation CLLocation
- (id)initWithCoordinate:(CLLocationCoordinate2D)coordinate altitude:(double)altitude
    horizontalAccuracy:(double)horizontal verticalAccuracy:(double)vertical course:(double)course
    speed:(double)speed timestamp:(NSDate *)timestamp {
  double told[] = {altitude, horizontal, vertical, course, speed};
  place = coordinate; when = [timestamp retain];
  memcpy(numbers, told, sizeof told);
  return self;
}
- (CLLocationCoordinate2D)coordinate { return place; }
- (NSDate *)timestamp { return when; }
- (double)altitude { return numbers[0]; }
- (double)horizontalAccuracy { return numbers[1]; }
- (double)verticalAccuracy { return numbers[2]; }
- (double)course { return numbers[3]; }
- (double)speed { return numbers[4]; }
- (void)dealloc { [when release]; [super dealloc]; }
@end
