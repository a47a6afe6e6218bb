/* Scenes, the app's own thread, and the sheet to share: what iOS does with delegates that an app names. */
#import "Fake.h"

/* The app's own thread: what waits for it is done when a test says so. */
static NSMutableArray *waiting;
static void for_main(void (^block)(void)) {
  @synchronized([NSObject class]) {
    if (!waiting) waiting = [NSMutableArray new];
    [waiting addObject:[NSValue valueWithPointer:_Block_copy(block)]];
  }
  count(@"for the main thread");
}
static void main_turns(void) {
  NSArray *all;
  @synchronized([NSObject class]) { all = [waiting copy]; [waiting removeAllObjects]; }
  for (NSValue *one in all) ((void (^)(void))[one pointerValue])();
}
@interface NSOperationQueue (Fake) @end
@implementation NSOperationQueue (Fake)
- (void)addOperationWithBlock:(void (^)(void))block { for_main(block); }
@end
@interface NSTimer (Fake) @end
@implementation NSTimer (Fake)
+ (NSTimer *)scheduledTimerWithTimeInterval:(NSTimeInterval)s repeats:(BOOL)repeats block:(void (^)(NSTimer *))block {
  void (^kept)(NSTimer *) = _Block_copy(block);
  for_main(^{ kept(nil); });
  return nil;
}
@end
@interface NSRunLoop (Fake) @end
@implementation NSRunLoop (Fake)
- (void)run { count(@"runs of the loop"); }
@end

@interface UIResponder : NSObject @end
@implementation UIResponder @end
NSString *const UIWindowSceneSessionRoleApplication = @"UIWindowSceneSessionRoleApplication";
@interface UISceneConfiguration : NSObject { @public NSString *name, *role; Class delegateClass; } @end
@implementation UISceneConfiguration
- (id)initWithName:(NSString *)n sessionRole:(NSString *)r { name = [n copy]; role = [r copy]; return self; }
- (void)setDelegateClass:(Class)c { delegateClass = c; }
@end
/* GNUstep's NSURL knows no address of a host and a query without a path; Apple's does. */
@interface Address : NSObject { @public NSString *text; } @end
@implementation Address
- (NSString *)absoluteString { return text; }
@end
@interface UIOpenURLContext : NSObject { @public Address *url; } @end
@implementation UIOpenURLContext
- (id)URL { return url; }
@end
@interface UISceneConnectionOptions : NSObject { @public NSSet *contexts; } @end
@implementation UISceneConnectionOptions
- (NSSet *)URLContexts { return contexts; }
@end
@interface NSObject (AppDelegates)
+ (id)sharedApplication;
- (BOOL)application:(id)application didFinishLaunchingWithOptions:(id)options;
- (UISceneConfiguration *)application:(id)application configurationForConnectingSceneSession:(id)session options:(id)options;
- (void)scene:(id)scene willConnectToSession:(id)session options:(id)options;
- (void)scene:(id)scene openURLContexts:(NSSet *)contexts;
@end
static NSSet *contexts_of(NSArray *links) {
  NSMutableSet *made = [NSMutableSet set];
  for (NSString *link in links) {
    UIOpenURLContext *one = [[UIOpenURLContext new] autorelease];
    one->url = [Address new];
    one->url->text = [link copy];
    [made addObject:one];
  }
  return made;
}
static id app_delegate, scene_delegate;
NSDictionary *of_scenes(NSDictionary *told) {
  id application = [NSClassFromString(@"UIApplication") sharedApplication];
  NSString *name;
  if ([told objectForKey:@"main"]) main_turns();
  if ([told objectForKey:@"launch"]) {
    app_delegate = [NSClassFromString(@"PythonAppDelegate") new];
    if ([app_delegate application:application didFinishLaunchingWithOptions:nil]) count(@"launches");
  }
  if ([told objectForKey:@"connect"]) {
    UISceneConnectionOptions *options = [[UISceneConnectionOptions new] autorelease];
    options->contexts = [contexts_of([told objectForKey:@"connect"]) retain];
    UISceneConfiguration *found = [app_delegate application:application configurationForConnectingSceneSession:nil options:options];
    scene_delegate = [found->delegateClass new];
    [scene_delegate scene:application willConnectToSession:nil options:options];
    return [NSDictionary dictionaryWithObjectsAndKeys:found->role, @"role", NSStringFromClass(found->delegateClass), @"delegate", nil];
  }
  if ([told objectForKey:@"open"]) [scene_delegate scene:application openURLContexts:contexts_of([told objectForKey:@"open"])];
  if ((name = [told objectForKey:@"scene"])) [scene_delegate performSelector:NSSelectorFromString(name) withObject:application];
  return nil;
}

/* The sheet to share: an iPad wants to know where it hangs. */
@interface UIPopoverPresentationController : NSObject { @public id from; } @end
@implementation UIPopoverPresentationController
- (void)setSourceView:(id)view { from = view; }
@end
@interface UIViewController : UIResponder { @public NSArray *items; UIPopoverPresentationController *popover; } @end
@implementation UIViewController
- (id)view { return self; }
- (id)popoverPresentationController { return popover ? popover : (popover = [UIPopoverPresentationController new]); }
- (void)presentViewController:(UIViewController *)shown animated:(BOOL)animated completion:(void (^)(void))done {
  if (!shown->popover || !shown->popover->from) refuse(@"A popover has to have a source");
  [settings setObject:shown->items forKey:@"shared"];
}
@end
@interface UIActivityViewController : UIViewController @end
@implementation UIActivityViewController
- (id)initWithActivityItems:(NSArray *)all applicationActivities:(NSArray *)none { items = [all copy]; return self; }
@end
@interface UIWindow : UIResponder @end
@implementation UIWindow
- (id)rootViewController { return [[UIViewController new] autorelease]; }
@end
