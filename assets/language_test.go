package assets

import (
	"slices"
	"testing"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		name string
		tags []string
		want Language
	}{
		{name: "nothing known", want: English},
		{name: "Danish on Linux", tags: []string{"da_DK.UTF-8"}, want: Danish},
		{name: "Danish on Windows", tags: []string{"da-DK"}, want: Danish},
		{name: "Danish alone", tags: []string{"da"}, want: Danish},
		{name: "Danish in capitals", tags: []string{"DA_dk"}, want: Danish},
		{name: "with a modifier", tags: []string{"da_DK@euro"}, want: Danish},
		{name: "Danish in Greenland", tags: []string{"da-GL"}, want: Danish},
		{name: "English spoken in Denmark", tags: []string{"en_DK.UTF-8"}, want: English},
		{name: "American", tags: []string{"en-US"}, want: English},
		{name: "the first one decides", tags: []string{"en_US.UTF-8", "da_DK.UTF-8"}, want: English},
		{name: "what isn't spoken is passed over", tags: []string{"zh_CN.UTF-8", "da_DK.UTF-8"}, want: Danish},
		{name: "the list in LANGUAGE", tags: []string{"zh:da:en"}, want: Danish},
		{name: "Norwegians read Danish", tags: []string{"nb_NO.UTF-8"}, want: Danish},
		{name: "C is English", tags: []string{"C", "da_DK"}, want: English},
		{name: "C with a character set", tags: []string{"C.UTF-8", "", "da_DK.UTF-8", "da-DK"}, want: English},
		{name: "POSIX", tags: []string{"POSIX", "da_DK"}, want: English},
		{name: "C after what decides", tags: []string{"da_DK.UTF-8", "C"}, want: Danish},
		{name: "empty strings", tags: []string{"", " ", ":"}, want: English},
		{name: "nonsense", tags: []string{"%%%", "da_DK"}, want: Danish},
		{name: "another language only", tags: []string{"zh-CN"}, want: English},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Match(test.tags...); got != test.want {
				t.Errorf("Match(%q) = %q, want %q", test.tags, got, test.want)
			}
		})
	}
}

func FuzzMatch(f *testing.F) {
	for _, tag := range []string{"da_DK.UTF-8", "en", "", "x-private", "i-klingon", "@", "da_DK:en"} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		if got := Match(tag); !slices.Contains(Languages(), got) {
			t.Errorf("Match(%q) = %q", tag, got)
		}
	})
}
