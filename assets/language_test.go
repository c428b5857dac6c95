package assets

import "testing"

func TestMatch(t *testing.T) {
	tests := []struct {
		name string
		tags []string
		want Language
	}{
		{"nothing known", nil, English},
		{"Danish on Linux", []string{"da_DK.UTF-8"}, Danish},
		{"Danish on Windows", []string{"da-DK"}, Danish},
		{"Danish alone", []string{"da"}, Danish},
		{"Danish in capitals", []string{"DA_dk"}, Danish},
		{"with a modifier", []string{"da_DK@euro"}, Danish},
		{"Danish in Greenland", []string{"da-GL"}, Danish},
		{"English spoken in Denmark", []string{"en_DK.UTF-8"}, English},
		{"American", []string{"en-US"}, English},
		{"the first one decides", []string{"en_US.UTF-8", "da_DK.UTF-8"}, English},
		{"what isn't spoken is passed over", []string{"zh_CN.UTF-8", "da_DK.UTF-8"}, Danish},
		{"the list in LANGUAGE", []string{"zh:da:en"}, Danish},
		{"Norwegians read Danish", []string{"nb_NO.UTF-8"}, Danish},
		{"C is English", []string{"C", "da_DK"}, English},
		{"C with a character set", []string{"C.UTF-8", "", "da_DK.UTF-8", "da-DK"}, English},
		{"POSIX", []string{"POSIX", "da_DK"}, English},
		{"C after what decides", []string{"da_DK.UTF-8", "C"}, Danish},
		{"empty strings", []string{"", " ", ":"}, English},
		{"nonsense", []string{"%%%", "da_DK"}, Danish},
		{"another language only", []string{"zh-CN"}, English},
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
		if got := Match(tag); got != English && got != Danish {
			t.Errorf("Match(%q) = %q", tag, got)
		}
	})
}
