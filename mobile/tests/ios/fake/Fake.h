/* A stand-in for the frameworks of iOS that the app uses, for tests on Linux: what is shared. */
#define __NSURLSession_h_GNUSTEP_BASE_INCLUDE /* its NSURLSession is declared and not there */
#import <Foundation/Foundation.h>
#include <pthread.h>

typedef struct CLLocationCoordinate2D { double latitude, longitude; } CLLocationCoordinate2D;
typedef void (^Done)(BOOL, NSError *);

@interface HKUnit : NSObject { @public NSString *text, *dimension; double factor; }
+ (HKUnit *)unitFromString:(NSString *)string;
@end
@interface HKQuantity : NSObject { @public HKUnit *unit; double value; }
+ (HKQuantity *)quantityWithUnit:(HKUnit *)unit doubleValue:(double)value;
- (double)doubleValueForUnit:(HKUnit *)unit;
- (BOOL)isCompatibleWithUnit:(HKUnit *)unit;
@end
@interface HKObjectType : NSObject <NSCopying> { @public NSString *identifier; }
+ (id)workoutType;
+ (id)quantityTypeForIdentifier:(NSString *)name;
- (NSString *)identifier;
@end
@interface HKSampleType : HKObjectType @end
@interface HKQuantityType : HKSampleType @end
@interface HKSeriesType : HKSampleType
+ (id)workoutRouteType;
@end
@interface HKSource : NSObject { @public NSString *name, *bundle; } @end
@interface HKSourceRevision : NSObject { @public HKSource *source; NSString *version; } @end
@interface HKDevice : NSObject { @public NSDictionary *fields; } @end
@interface HKObject : NSObject {
  @public NSUUID *uuid; NSDictionary *metadata; HKSourceRevision *revision; HKDevice *device;
}
- (NSUUID *)UUID;
@end
@interface HKSample : HKObject { @public NSDate *start, *end; HKObjectType *type; NSUUID *owner; } @end
@interface HKWorkout : HKSample {
  @public NSUInteger activity; double duration; NSArray *events, *legs; NSDictionary *statistics;
}
@end
@interface HKWorkoutRoute : HKSample { @public NSArray *locations; } @end
@interface HKQuantitySample : HKSample { @public NSArray *starts, *durations, *values; HKUnit *unit; } @end
@interface HKCategorySample : HKSample { @public NSInteger value; } @end
@interface HKDeletedObject : HKObject { @public NSString *identifier; } @end
@interface HKWorkoutConfiguration : NSObject {
  @public NSUInteger activity; NSInteger location, swimming; HKQuantity *lap;
}
@end
@interface HKWorkoutActivity : NSObject {
  @public NSUUID *uuid; NSDate *start, *end; double duration; NSDictionary *metadata, *statistics;
  NSArray *events; HKWorkoutConfiguration *configuration;
}
@end
@interface HKWorkoutEvent : NSObject { @public NSInteger type; NSDateInterval *when; NSDictionary *metadata; } @end
@interface HKStatistics : NSObject { @public NSDictionary *figures; } @end
@interface CLLocation : NSObject { @public CLLocationCoordinate2D place; double numbers[5]; NSDate *when; } @end
@interface HKQuery : NSObject { @public id predicate; HKObjectType *type; id handler; }
- (void)run;
@end
@interface HKHealthStore : NSObject @end

/* What the store holds: each entry came or went at its place; an anchor is a place. */
extern NSMutableArray *entries;
extern NSMutableDictionary *failures; /* operation → error code */
extern NSMutableDictionary *counts;   /* what happened, for tests to ask */
extern NSMutableDictionary *plist, *settings;

NSError *failure(NSString *operation);
void count(NSString *what);
void refuse(NSString *reason); /* raises the NSException that Apple's code would */
void add(HKSample *sample);
void forget(NSString *uuid);
NSArray *fitting(HKObjectType *type, id predicate);
void later(void (^work)(void)); /* on a thread of the system's own */
void notify(NSString *identifier);
id made_of(NSDictionary *told); /* a workout with all that hangs on it goes into the store */
NSDictionary *of_application(NSDictionary *told);
NSDictionary *of_scenes(NSDictionary *told); /* nothing where it is not asked */
