# SPDX-License-Identifier: MIT
"""The demo's seven major projects, and what is on the list: invented, days counted back from today."""

from __future__ import annotations

import msgspec

from thinktank.kernel.directions import Direction


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One project as it shall stand today.

    ``age`` is days since its topic was published, ``months`` its term, ``lead`` and ``team`` places in the ledger.
    ``reports`` says what became of each due period so far: a accepted, l accepted but handed in late, r returned
    and waiting, s waiting for the mentor, m missed, d draft. ``gates`` counts the gates that are decided.
    """

    key: str
    title: str
    direction: Direction
    age: int
    months: int
    lead: int
    team: tuple[int, ...]
    problem: str
    goal: str
    effect: str
    targets: tuple[tuple[str, str, int], ...]
    work: tuple[str, ...]
    reports: str = ""
    gates: int = 0
    lag: int = 0  # percentage points that the confirmed progress runs behind the plan
    signed: bool = True


STORIES = (
    Story(
        key="mangshe",
        title="蟒蛇河流域水生态治理与沿线振兴",
        direction=Direction.URBAN,
        age=290,
        months=7,
        lead=14,
        team=(13, 28, 69, 34),
        problem="蟒蛇河沿线12个断面中3个汛期不稳定达标，养殖尾水和管网混接是主因；沿线村集体收入来源单一。",
        goal="查清污染来源并列出清单，形成可执行的治理方案，带动沿线两个镇生态振兴。",
        effect="重点断面水质稳定达到Ⅲ类，沿河村集体增收，做法可在里下河同类河道推行。",
        targets=(("排查排口", "处", 120), ("治理方案", "份", 1), ("达标断面", "个", 12)),
        work=("沿线排口摸底与台账", "两镇治理试点方案"),
        reports="aaaalaa",
        gates=3,
    ),
    Story(
        key="water",
        title="里下河水文化资源转化与文旅融合路径",
        direction=Direction.RURAL,
        age=200,
        months=9,
        lead=10,
        team=(9, 30, 48),
        problem="水文化点位散、讲述浅，留客时间不足半天。",
        goal="梳理水文化资源名录，设计两条可运营线路和配套机制。",
        effect="线路落地运营，沿线农户参与经营并增收。",
        targets=(("资源名录", "处", 60), ("精品线路", "条", 2)),
        work=("水文化资源普查", "线路设计与试运营"),
        reports="aaaaaa",
        gates=2,
        lag=3,
    ),
    Story(
        key="digital",
        title="中小制造企业数字化转型诊断与推广",
        direction=Direction.INDUSTRY,
        age=170,
        months=8,
        lead=1,
        team=(0, 20, 40),
        problem="规上企业上云率高而实际用数率低，企业不知从何改起。",
        goal="形成分行业诊断清单和低成本改造包，完成样本企业诊断。",
        effect="样本企业交货周期和能耗下降，清单可由镇街直接使用。",
        targets=(("诊断企业", "家", 40), ("改造包", "套", 5)),
        work=("样本企业诊断", "分行业改造包"),
        reports="aaaas",
        gates=1,
        lag=12,
    ),
    Story(
        key="team",
        title="青年科创团队早期孵化服务机制",
        direction=Direction.INNOVATION,
        age=140,
        months=8,
        lead=5,
        team=(4, 24),
        problem="早期团队缺场景、缺首单，孵化补贴与需求错位。",
        goal="提出分阶段服务清单和场景开放机制。",
        effect="入孵团队存活率提高，形成区级政策建议。",
        targets=(("访谈团队", "个", 60), ("开放场景", "个", 10)),
        work=("团队需求访谈",),
        reports="aaar",
        gates=1,
        lag=8,
    ),
    Story(
        key="village",
        title="村级集体经济抱团发展路径",
        direction=Direction.RURAL,
        age=190,
        months=8,
        lead=8,
        team=(11, 29),
        problem="薄弱村资源碎片化，单村项目收益低、风险高。",
        goal="摸清87个村资源家底，提出抱团项目和收益分配办法。",
        effect="薄弱村集体收入可持续增长，分配办法可复制。",
        targets=(("核对村", "个", 87), ("抱团项目", "个", 6)),
        work=("87个村资源核对", "抱团项目包装"),
        reports="almm",
        gates=1,
        lag=44,
    ),
    Story(
        key="health",
        title="社区慢病管理医防融合服务模式",
        direction=Direction.EDU_HEALTH,
        age=100,
        months=9,
        lead=17,
        team=(18, 38),
        problem="慢病随访重登记轻管理，医院与社区数据不通。",
        goal="建立医防融合的签约、随访、转诊一体流程。",
        effect="签约居民血压血糖控制率提高，流程可在各镇街推开。",
        targets=(("签约随访", "人", 800), ("试点社区", "个", 4)),
        work=("两个社区流程试跑",),
        reports="aaa",
        gates=1,
        lag=2,
    ),
    Story(
        key="elderly",
        title="老旧小区适老化改造与完整社区建设",
        direction=Direction.URBAN,
        age=30,
        months=8,
        lead=12,
        team=(32, 52),
        problem="改造清单与老人实际需要脱节，部门资金口径不一。",
        goal="形成菜单式适老化改造清单和会商机制。",
        effect="试点小区改造一次到位，清单由住建、民政共用。",
        targets=(("摸底小区", "个", 50), ("改造点位", "处", 30)),
        work=("50个小区摸底",),
        signed=False,
    ),
)
OPEN_TOPICS = (
    ("园区低效用地再开发的政策工具", Direction.INDUSTRY, "园区低效用地占比高，企业退出无路径。"),
    ("县域直播电商合规与品牌培育", Direction.INNOVATION, "主体小散，质量和纠纷问题多。"),
    ("既有建筑节能改造的融资模式", Direction.URBAN, "改造资金缺口大，业主积极性不高。"),
    ("农村适龄儿童课后服务供给", Direction.EDU_HEALTH, "镇村课后服务师资不足、内容单一。"),
)
