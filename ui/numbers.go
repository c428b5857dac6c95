package ui

import (
	"slices"
	"strconv"

	"ringback/ui/kit"
)

// newNumbers returns a picker of numbers; see [showNumbers].
func newNumbers(keys *kit.Keys, picked func(int)) *kit.Select {
	return kit.NewSelect(keys, kit.SelectField, nil, "", func(value string) {
		if n, err := strconv.Atoi(value); err == nil {
			picked(n)
		}
	})
}

// showNumbers offers numbers, in their order, and shows the present one.
func showNumbers(pick *kit.Select, all []int, present int, label func(int) string) {
	pick.SetOptions(numberOptions(all, present, label))
	pick.SetSelected(strconv.Itoa(present))
}

// numberOptions returns numbers to choose from, with the present one among them: a file of settings
// can have others. 0 is none.
func numberOptions(all []int, present int, label func(int) string) []kit.Option {
	if at, known := slices.BinarySearch(all, present); !known && present > 0 {
		all = slices.Insert(slices.Clone(all), at, present)
	}
	options := make([]kit.Option, len(all))
	for i, n := range all {
		options[i] = kit.Option{Value: strconv.Itoa(n), Label: label(n)}
	}
	return options
}
