package ui

import "testing"

func TestEachScreenIsDrawnOnceInEverySize(t *testing.T) {
	sizes := len(pictureSizes())
	shapes := (picturesFlags{scale: 1}).shapes(t, pictureSizes())
	looks := len(shapes) / sizes
	drawn := map[[2]int]int{}
	for i := range shapes {
		for screen := range 20 {
			if (picturesFlags{}).drawsThis(i, screen, looks) {
				drawn[[2]int{i % sizes, screen}]++
			}
		}
	}
	if len(drawn) != sizes*20 {
		t.Errorf("%d of %d screens in a size are drawn", len(drawn), sizes*20)
	}
	for at, times := range drawn {
		if times != 1 {
			t.Errorf("screen %d in size %d is drawn %d times", at[1], at[0], times)
		}
	}
}
