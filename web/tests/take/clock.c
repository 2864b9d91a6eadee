// Moves the clock of the program that preloads it, by CLOCK_SHIFT_SECONDS seconds: recoveries take days.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
  int failed = (int)syscall(SYS_clock_gettime, clock, time);
  const char *shift = getenv("CLOCK_SHIFT_SECONDS");
  if (!failed && clock == CLOCK_REALTIME && shift) time->tv_sec += atol(shift);
  return failed;
}
