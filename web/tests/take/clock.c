// Moves the clock of the program that preloads it, by MONONYM_TEST_SHIFT seconds: recoveries take days.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
  int failed = (int)syscall(SYS_clock_gettime, clock, time);
  const char *shift = getenv("MONONYM_TEST_SHIFT");
  if (!failed && clock == CLOCK_REALTIME && shift) time->tv_sec += atol(shift);
  return failed;
}
