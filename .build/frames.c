// Counts what a window draws: preloaded, it writes into the file FRAMES, after each frame, how many there have been, and
// how much CPU time of the process passed from their first drawing command until they were on the screen, in
// microseconds. The program needs nothing for it.
//
//     cc -shared -fPIC -o frames.so .build/frames.c && FRAMES=/tmp/frames LD_PRELOAD=$PWD/frames.so program
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef void *(*find)(void *, const char *);
typedef void *(*find_gl)(const unsigned char *);

static void (*real_clear)(unsigned);
static void (*real_swap)(void *, unsigned long);
static long frames, microseconds, begun;
static int file = -1;

static long spent(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// The toolkit clears the window once, at the beginning of a frame.
static void clear(unsigned mask)
{
	begun = spent();
	real_clear(mask);
}

static void swap(void *display, unsigned long drawable)
{
	char line[64];
	real_swap(display, drawable);
	frames++;
	if (begun)
		microseconds += spent() - begun;
	begun = 0;
	if (file < 0 && getenv("FRAMES"))
		file = open(getenv("FRAMES"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	// Of one length, so that whoever reads in between reads whole numbers.
	if (pwrite(file, line, snprintf(line, sizeof line, "%10ld %15ld\n", frames, microseconds), 0) < 0)
		file = -1;
}

static void *wrapped(const char *name, void *found)
{
	if (found && !strcmp(name, "glXSwapBuffers")) {
		real_swap = (void (*)(void *, unsigned long))found;
		return (void *)swap;
	}
	if (found && !strcmp(name, "glClear")) {
		real_clear = (void (*)(unsigned))found;
		return (void *)clear;
	}
	return found;
}

// GLFW looks its functions up in a library that it has loaded by itself.
void *dlsym(void *handle, const char *name)
{
	static find real;
	if (!real)
		real = (find)dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
	if (!real)
		real = (find)dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
	if (handle == RTLD_NEXT)
		return real(handle, name);
	return wrapped(name, real(handle, name));
}

// Go's binding of OpenGL asks here.
void *glXGetProcAddress(const unsigned char *name)
{
	static find_gl real;
	if (!real)
		real = (find_gl)dlsym(RTLD_NEXT, "glXGetProcAddress");
	return wrapped((const char *)name, real(name));
}

void *glXGetProcAddressARB(const unsigned char *name) { return glXGetProcAddress(name); }
