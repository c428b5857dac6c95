// Package native does on each system what the toolkit of the window lacks, without the toolkit. It
// knows nothing of desks and requests.
package native
