//go:build !linux && !windows

package native

// FindObstacle finds nothing: here only the toolkit knows.
func FindObstacle(func(string) string) (Display, Obstacle) { return "", "" }
