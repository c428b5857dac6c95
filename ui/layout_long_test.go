//go:build long && !race

package ui

import "testing"

// TestWholeLayout walks the objects of every screen in every shape.
func TestWholeLayout(t *testing.T) {
	for _, as := range layoutShapes() {
		t.Run(as.String(), func(t *testing.T) { laysOut(t, as, samples()) })
	}
}
