package native

import "testing"

func TestDrawable(t *testing.T) {
	for version, want := range map[string]bool{
		"1.1.0": false, "1.4 (2.1 Mesa 22.3.6)": false, "2.0.1": false, "2.1": true, "2.1 Metal - 88": true,
		"4.5 (Compatibility Profile) Mesa 22.3.6": true, "10.0": true, "": true, "OpenGL ES 3.2": true,
	} {
		if drawable(version) != want {
			t.Errorf("%q: %v", version, !want)
		}
	}
}
