"""What words that mean a place by its kind stand for, as the state of the reading tells: 全市, 全区, 该县, 园区."""

from __future__ import annotations

import re
from dataclasses import replace

from tingzhou.facts import place_words as around
from tingzhou.facts.gazetteer import answers
from tingzhou.facts.places import Mention, Place, inside

__all__ = ["PlaceMeant"]


class PlaceMeant:
    """The part of the state of places that tells what 全市 or 该县 means."""

    home: Place | None
    topic: Mention | None
    sentence: Mention | None
    section: Mention | None
    recent: list[Mention]
    guessed: bool

    def near(self, place: Place) -> bool:
        """Tell whether a place lies in the home place, or beside a zone that the text is about."""
        raise NotImplementedError

    def abroad(self, mention: Mention) -> Mention:
        """Return 全省 with the place that the sentence speaks of, where that is a province beside the home place (江苏…,全省…)."""
        said, home = self.sentence or self.topic, self.home
        if self.guessed and mention.word in ("全省", "全市", "全县") and self.sentence is None:
            spoken = next((one for one in reversed(self.recent) if answers(one.place, mention.word)), None)
            tail = mention.ends
            if spoken is not None and home is not None and spoken.place.level == home.level and spoken.place.name.endswith(tail):
                return replace(mention, place=spoken.place)  # the city that was told of last
        if mention.word not in ("全省", "全市", "全县") or said is None or home is None or not home.code or not said.place.code:
            return mention
        told = self.sentence is not None and inside(home, said.place) and said.opens not in "全我本"  # 某市能源局介绍,全市
        away = said.place.code != home.code and not inside(said.place, home) and (told or not inside(home, said.place))
        return replace(mention, place=said.place) if away and answers(said.place, mention.word) else mention

    def own_area(self, mention: Mention, text: str, last: Mention | None, *, spoken: bool) -> Mention:
        """Return 全区 with the zone or county that the heading, the paragraph, the sentence or the speaker is about.

        ``last`` is the place named last in the sentence; ``spoken`` tells that heads of places speak.
        """
        section, topic, word = self.section, self.topic, mention.word
        said = word in ("全区", "我区") or (spoken and word in ("全市", "我市", "全县", "我县"))
        if section is not None and said and section.place.name.endswith(word[-1]):
            mention = replace(mention, place=section.place)
        if (
            section is not None
            and section.place.level == "prefecture"
            and word == "全市"
            and text[max(mention.start - 2, 0) : mention.start] in around.LOOKING_AT
        ):
            return replace(mention, place=section.place)  # under 泉州:…: 晋江…。放眼全市
        own = word in ("全市", "我市") and text[max(mention.start - 1, 0) : mention.start] in ("", ",", "。", ";", ":", "”", "\n")
        if section is not None and own and section.place.level == "county" and section.place.name.endswith("市"):
            return replace(mention, place=section.place)  # under 瑞昌:…
        if word == "全市" and topic is not None and self.presented(topic, text, mention.start):
            return replace(mention, place=topic.place)  # 某某市有…之称。全市…
        zone = topic is not None and topic.place.level == "functional_area" and topic.place.name.endswith("区")
        zone = zone and not (self.home is not None and self.home.level == "county" and self.home.name.endswith("区"))
        if word == "全区" and zone and topic is not None:
            mention = replace(mention, place=topic.place)  # 2016年,某某开发区…。全区完成…
        looked = self.looked_at(mention, text) if word == "全市" else None
        if looked is not None:
            return replace(mention, place=looked)  # 放眼甲市,…。全市
        whole = word in ("全区", "全县", "全旗")
        if whole and (beside := self.county_spoken_of(word[-1])) is not None:
            return replace(mention, place=beside)  # 隔壁的鸡泽县则…:全县…
        if whole and topic is not None and topic.place.level == "county" and topic.opens not in "全我本":
            return replace(mention, place=topic.place) if topic.place.name.endswith(word[-1]) else mention
        near = last is not None and last.place.level == "county"
        if word in ("全市", "我市") and near and last is not None:
            head = (last.end == mention.start or around.CITY_HEAD.match(text, last.end) is not None) and last.place.name.endswith(
                "市"
            )
            return replace(mention, place=last.place) if head else mention  # 青铜峡市市长说,去年全市…
        if whole and near and last is not None and last.place.name.endswith(word[-1]):
            mention = replace(mention, place=last.place)  # 主要集中在云城区,全区有…
        return mention

    def looked_at(self, mention: Mention, text: str) -> Place | None:
        """Return the city around the home county that the paragraph looks at: 放眼甲市,乙县也…。全市."""
        home = self.home
        if home is None or home.level != "county":
            return None
        for one in reversed(self.recent):
            led = text[max(one.start - 2, 0) : one.start] in around.LOOKING_AT and inside(home, one.place)
            if led and one.place.level == "prefecture" and text.find("\n", one.end, mention.start) < 0:
                return one.place
        return None

    def county_spoken_of(self, tail: str) -> Place | None:
        """Return the county that the sentence speaks of by its name, where 全县 or 全区 can mean it."""
        said = self.sentence
        if said is None or said.place.level != "county" or said.opens in "全我本" or not said.place.name.endswith(tail):
            return None
        return said.place if self.near(said.place) else None

    def presented(self, topic: Mention, text: str, start: int) -> bool:
        """Tell whether the paragraph only said so far, without a figure, what its county-level city is: 禹州市有“药都”之称。全市…."""
        county = topic.place.level == "county" and topic.word.endswith("市") and self.near(topic.place)
        return county and re.fullmatch("[^。\n0-9]{2,40}。(?:[^,。\n]{2,10},)?", text[topic.end : start]) is not None

    def that(self, mention: Mention) -> Mention | None:
        """Return the mention of 该市 with the place it means; ``None`` where the text spoke of none of this level."""
        if mention.word == "园区" and (self.sentence is not None or self.topic is not None):
            last = self.recent[-1] if self.recent else None
            if last is None or last.place.level != "functional_area" or self.topic is None or last.start < self.topic.start:
                return None  # the park that the paragraph speaks of
        found = next((one for one in reversed(self.recent) if answers(one.place, mention.word)), None)
        if found is not None:
            return replace(mention, place=found.place)
        home = self.home
        if home is not None and home.code and home.level in ("prefecture", "county") and mention.word in ("高新区", "经开区"):
            said = self.sentence
            if said is not None and said.place.level == "county" and home.level == "prefecture":
                return None  # 全县…,其中高新区…: of the county
            name = f"{home.name[:-1] if len(home.name) > 2 else home.name}{mention.word}"
            return replace(mention, place=Place("", name, "functional_area", home.code))  # 高新区:… in a round-up of a city
        return replace(mention, place=home) if home is not None and answers(home, mention.word) else None
