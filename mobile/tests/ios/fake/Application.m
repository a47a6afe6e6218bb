/* The rest of iOS that the app talks to: uploads, wakes, the keychain, the application itself. */
#import "Fake.h"

NSMutableDictionary *plist, *settings;

@interface NSBundle (Fake) @end
@implementation NSBundle (Fake)
- (id)objectForInfoDictionaryKey:(NSString *)key { return [plist objectForKey:key]; }
@end
@interface NSProcessInfo (Fake) @end
@implementation NSProcessInfo (Fake)
- (BOOL)isLowPowerModeEnabled { return [[settings objectForKey:@"low power"] boolValue]; }
@end
@interface UIDevice : NSObject @end
@implementation UIDevice
+ (UIDevice *)currentDevice { return [[self new] autorelease]; }
- (NSString *)name { return @"A phone"; }
- (NSString *)systemVersion { return @"27.1"; }
@end
@interface UIApplication : NSObject @end
@implementation UIApplication
+ (UIApplication *)sharedApplication { return [[self new] autorelease]; }
- (BOOL)isProtectedDataAvailable { return ![failures objectForKey:@"read"]; }
- (NSInteger)backgroundRefreshStatus { return 2; }
- (NSUInteger)beginBackgroundTaskWithName:(NSString *)name expirationHandler:(void (^)(void))handler {
  count(@"stays");
  if ([settings objectForKey:@"no time"]) later(handler);
  return 7;
}
- (void)endBackgroundTask:(NSUInteger)task { count(task == 7 ? @"ends of stays" : @"ends of nothing"); }
@end
NSString *const UIApplicationProtectedDataDidBecomeAvailable = @"UIApplicationProtectedDataDidBecomeAvailable";

/* Uploads: tasks outlive their session, as those of a background session outlive their process. */
static NSMutableArray *tasks;
@interface NSURLSessionTask : NSObject { @public NSString *description; NSURLRequest *request; NSURL *file; id response; BOOL resumed; } @end
@implementation NSURLSessionTask
- (NSString *)taskDescription { return description; }
- (void)setTaskDescription:(NSString *)text { description = [text copy]; }
- (id)response { return response; }
- (void)resume { resumed = YES; }
@end
@interface NSURLSessionConfiguration : NSObject @end
@implementation NSURLSessionConfiguration
+ (id)backgroundSessionConfigurationWithIdentifier:(NSString *)name { return [[self new] autorelease]; }
- (void)setSessionSendsLaunchEvents:(BOOL)value { if (value) count(@"launch events"); }
- (void)setDiscretionary:(BOOL)value {}
@end
@interface NSObject (Delegate)
- (void)URLSession:(id)session dataTask:(id)task didReceiveData:(NSData *)data;
- (void)URLSession:(id)session task:(id)task didCompleteWithError:(NSError *)error;
- (void)URLSessionDidFinishEventsForBackgroundURLSession:(id)session;
@end
static id session, delegate;
@interface NSURLSession : NSObject @end
@implementation NSURLSession
+ (id)sessionWithConfiguration:(id)configuration delegate:(id)d delegateQueue:(id)queue {
  if (!tasks) tasks = [NSMutableArray new];
  delegate = [d retain];
  return session = [[self new] autorelease];
}
+ (id)sharedSession { return [[self new] autorelease]; }
- (id)uploadTaskWithRequest:(NSURLRequest *)request fromFile:(NSURL *)file {
  if (![[NSFileManager defaultManager] fileExistsAtPath:[file path]]) refuse(@"Cannot read file");
  NSURLSessionTask *made = [[NSURLSessionTask new] autorelease];
  made->request = [request copy]; made->file = [file copy];
  [tasks addObject:made];
  return made;
}
- (id)dataTaskWithRequest:(NSURLRequest *)request completionHandler:(void (^)(NSData *, id, NSError *))done {
  NSDictionary *told = [settings objectForKey:@"answer"];
  NSError *error = told ? nil : [[NSError errorWithDomain:@"NSURLErrorDomain" code:-1009 userInfo:nil] retain];
  NSData *body = [[[[request HTTPBody] description] dataUsingEncoding:NSUTF8StringEncoding] retain];
  if (told) body = [[[told objectForKey:@"body"] dataUsingEncoding:NSUTF8StringEncoding] retain];
  id response = told ? [[NSHTTPURLResponse alloc] initWithURL:[request URL] statusCode:[[told objectForKey:@"status"] integerValue]
      HTTPVersion:@"1.1" headerFields:[told objectForKey:@"headers"]] : nil;
  later(^{ done(error ? nil : body, response, error); });
  return [[NSURLSessionTask new] autorelease];
}
- (void)getAllTasksWithCompletionHandler:(void (^)(NSArray *))done {
  NSArray *all = [tasks copy];
  later(^{ done(all); [all release]; });
}
@end
static NSDictionary *answered(NSString *name, NSDictionary *told) {
  for (NSURLSessionTask *one in [NSArray arrayWithArray:tasks])
    if (one->resumed && [one->description isEqual:name]) {
      NSError *error = [told objectForKey:@"error"] ? [NSError errorWithDomain:@"NSURLErrorDomain" code:[[told objectForKey:@"error"] integerValue] userInfo:nil] : nil;
      if (!error) one->response = [[NSHTTPURLResponse alloc] initWithURL:[one->request URL] statusCode:[[told objectForKey:@"status"] integerValue] HTTPVersion:@"1.1" headerFields:[told objectForKey:@"headers"]];
      for (NSString *piece in [told objectForKey:@"pieces"])
        [delegate URLSession:session dataTask:one didReceiveData:[piece dataUsingEncoding:NSUTF8StringEncoding]];
      [tasks removeObject:one];
      [delegate URLSession:session task:one didCompleteWithError:error];
      return [NSDictionary dictionaryWithObjectsAndKeys:[[one->request allHTTPHeaderFields] copy], @"headers", [one->file path], @"file", [one->request HTTPMethod], @"method", nil];
    }
  return nil;
}

/* Wakes */
static void (^launch)(id);
@interface BGTaskRequest : NSObject { @public NSString *name; NSDate *begin; } @end
@implementation BGTaskRequest
- (id)initWithIdentifier:(NSString *)identifier { name = [identifier copy]; return self; }
- (void)setEarliestBeginDate:(NSDate *)date { begin = [date retain]; }
@end
@interface BGAppRefreshTaskRequest : BGTaskRequest @end
@implementation BGAppRefreshTaskRequest
- (id)initWithIdentifier:(NSString *)identifier { return [super initWithIdentifier:identifier]; }
@end
@interface BGTask : NSObject { @public void (^expired)(void); } @end
@implementation BGTask
- (void)setExpirationHandler:(void (^)(void))handler { expired = _Block_copy(handler); }
- (void)setTaskCompletedWithSuccess:(BOOL)well { count(well ? @"wakes that went well" : @"wakes that did not"); }
@end
@interface BGTaskScheduler : NSObject @end
@implementation BGTaskScheduler
+ (id)sharedScheduler { return [[self new] autorelease]; }
- (BOOL)registerForTaskWithIdentifier:(NSString *)name usingQueue:(id)queue launchHandler:(void (^)(id))handler {
  if (![[plist objectForKey:@"BGTaskSchedulerPermittedIdentifiers"] containsObject:name]) refuse(@"No such identifier in Info.plist");
  launch = _Block_copy(handler);
  return YES;
}
- (BOOL)submitTaskRequest:(BGTaskRequest *)request error:(NSError **)error {
  if ((*error = failure(@"submit"))) return NO;
  [settings setObject:[NSNumber numberWithDouble:[request->begin timeIntervalSince1970]] forKey:@"next wake"];
  return YES;
}
@end

/* The keychain */
#define NAMED(name) NSString *const name = @#name
NAMED(kSecClass); NAMED(kSecClassGenericPassword); NAMED(kSecAttrService); NAMED(kSecAttrAccount);
NAMED(kSecValueData); NAMED(kSecReturnData); NAMED(kSecAttrAccessible);
NAMED(kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly);
static NSMutableDictionary *secrets;
static NSString *key_of(NSDictionary *query) {
  if (!secrets) secrets = [NSMutableDictionary new];
  return [NSString stringWithFormat:@"%@/%@", [query objectForKey:kSecAttrService], [query objectForKey:kSecAttrAccount]];
}
static int locked(void) { return [failures objectForKey:@"keychain"] ? -25308 : 0; }
int SecItemAdd(NSDictionary *item, void **result) {
  if (locked()) return locked();
  NSString *key = key_of(item);
  if ([secrets objectForKey:key]) return -25299;
  [secrets setObject:[[item copy] autorelease] forKey:key];
  return 0;
}
int SecItemUpdate(NSDictionary *query, NSDictionary *changes) {
  NSString *key = key_of(query);
  NSMutableDictionary *item = [[[secrets objectForKey:key] mutableCopy] autorelease];
  if (locked() || !item) return locked() ?: -25300;
  [item addEntriesFromDictionary:changes];
  [secrets setObject:item forKey:key];
  return 0;
}
int SecItemDelete(NSDictionary *query) {
  NSString *key = key_of(query);
  if (locked() || ![secrets objectForKey:key]) return locked() ?: -25300;
  [secrets removeObjectForKey:key];
  return 0;
}
int SecItemCopyMatching(NSDictionary *query, void **result) {
  NSDictionary *item = [secrets objectForKey:key_of(query)];
  if (locked() || !item) return locked() ?: -25300;
  *result = [[item objectForKey:kSecValueData] retain];
  return 0;
}

NSDictionary *of_application(NSDictionary *told) {
  NSString *name;
  if ((name = [told objectForKey:@"upload"])) return answered(name, told);
  if ([told objectForKey:@"events over"]) [delegate URLSessionDidFinishEventsForBackgroundURLSession:session];
  NSDictionary *found = of_scenes(told);
  if (found) return found;
  if ([told objectForKey:@"unlock"])
    [[NSNotificationCenter defaultCenter] postNotificationName:UIApplicationProtectedDataDidBecomeAvailable object:nil];
  if ([told objectForKey:@"wake"]) {
    BGTask *task = [BGTask new];
    launch(task);
    if ([[told objectForKey:@"wake"] isEqual:@"expires"]) task->expired();
  }
  if ((name = [told objectForKey:@"accessible"])) {
    NSDictionary *item = [secrets objectForKey:name];
    return [NSDictionary dictionaryWithObjectsAndKeys:[item objectForKey:kSecAttrAccessible], @"accessible", nil];
  }
  return nil;
}
