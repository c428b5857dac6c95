// Package doctor finds out why the program doesn't work on a machine. It examines what the program
// stands on, step by step, each bounded in time, and says of each step what it found and what to
// do. It runs even where files or the policy are broken. Of a provider it asks the description and
// the keys only; it sends no credentials. What it says names no account and no machine.
package doctor
