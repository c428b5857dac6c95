// Package logs writes what the program does, and what it was doing when it crashed, into files of
// the data folder.
//
// The log of a process is one file of JSON lines. At first its lines are in memory: what happens in
// the demo stays there. [Logs.ToFile] writes them, and from then on every line. Next to it, each
// process has a crash file, which Go's runtime writes to if the process ends in a panic, a runtime
// fault or a signal in C, and which [Logs.Close] removes. While a process lives it holds the lock
// of its crash file, so others can tell its files from those of the dead.
//
// Nothing personal may get into either. Lines have fixed words and attributes that are numbers,
// times, yes or no, or short texts: of an error, or of any other value, only its kind is written.
// [Logs.Guard] reports a panic by the type of its value and by the frames of the stack.
package logs
