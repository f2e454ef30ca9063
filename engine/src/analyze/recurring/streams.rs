//! The payments to or from one counterparty cut into series, each with a rhythm; what no rhythm explains is left out.

use crate::analyze::cadence::{Cadence, Chain, Point, apart, best_chain, chain, days, upper_median};

/// Series that one counterparty may have at most: two subscriptions, a loan and a top-up.
const MOST_STREAMS: usize = 8;
/// Monthly series of one price that one counterparty may have.
const MOST_SIDE_BY_SIDE: usize = 3;
/// Share of the payments that a rhythm must explain, in percent.
const EXPLAINED: usize = 75;
/// Amounts up to this far apart, in percent, are one price.
const ONE_PRICE: i64 = 3;
/// Amounts up to this far from the median, in percent, are alike: a price with its rises, a bill with its seasons.
const ALIKE: i64 = 10;
/// Amounts farther from the price than this, in percent, are another kind of payment.
const FAR_OFF: i64 = 50;
/// Share of the payments that must be alike where nothing but the rhythm speaks for a series, in percent.
const MOSTLY_ALIKE: usize = 70;

/// What is known before looking at days and amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prior {
    /// Mandates, bills, lenders, pay: somebody agreed to pay again.
    Agreed,
    /// Purchases and transfers: they may come back by habit or by chance.
    Habit,
}

/// A series; members are indices into the points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stream {
    pub(super) cadence: Cadence,
    pub(super) members: Vec<usize>,
    pub(super) missed: u32,
}

/// Cuts points in the order of time into series.
pub(super) fn cut(points: &[Point], prior: Prior, is_credit: bool) -> Vec<Stream> {
    let cadences: Vec<Cadence> = Cadence::ALL
        .into_iter()
        // Nobody is asked to pay twice a month on two days; two monthly series look like it.
        .filter(|cadence| is_credit || *cadence != Cadence::SemiMonthly)
        .collect();
    let mut left: Vec<usize> = (0..points.len()).collect();
    let mut streams: Vec<Stream> = Vec::new();
    for stream in prices(points, &left, prior) {
        left.retain(|index| !stream.members.contains(index));
        streams.push(stream);
    }
    while streams.len() < MOST_STREAMS && left.len() >= 2 {
        let rest: Vec<Point> = left.iter().filter_map(|index| points.get(*index)).copied().collect();
        let possible: Vec<Cadence> =
            cadences.iter().copied().filter(|cadence| cadence.can_explain(&rest, EXPLAINED)).collect();
        let whole = best_chain(&rest, &possible).filter(|chain| holds(chain, &rest, rest.len(), prior));
        let taken = match whole {
            Some(chain) => vec![chain],
            None => one_price(&rest, prior),
        };
        if taken.is_empty() {
            break;
        }
        let mut gone = Vec::new();
        for mut chain in taken {
            if !is_credit {
                leave_out_odd(&mut chain, &rest);
            }
            let members: Vec<usize> =
                chain.members.iter().filter_map(|member| left.get(*member)).copied().collect();
            gone.extend(members.iter().copied());
            streams.push(Stream { cadence: chain.cadence, members, missed: chain.missed });
        }
        left.retain(|index| !gone.contains(index));
    }
    streams
}

/// Series of different prices side by side: when the prices of a counterparty fall apart into two and more, each comes
/// monthly or more slowly, they run at the same time and explain nearly everything.
fn prices(points: &[Point], all: &[usize], prior: Prior) -> Vec<Stream> {
    let mut streams: Vec<Stream> = Vec::new();
    for cluster in clusters(points, all) {
        let rest: Vec<Point> = cluster.iter().filter_map(|index| points.get(*index)).copied().collect();
        let slow: Vec<Cadence> = Cadence::ALL
            .into_iter()
            .filter(|cadence| *cadence >= Cadence::Monthly && cadence.can_explain(&rest, EXPLAINED))
            .collect();
        let found = best_chain(&rest, &slow)
            .filter(|chain| chain.members.len() >= 3 && holds(chain, &rest, rest.len(), prior));
        if let Some(chain) = found {
            let members = chain.members.iter().filter_map(|member| cluster.get(*member)).copied().collect();
            streams.push(Stream { cadence: chain.cadence, members, missed: chain.missed });
        }
    }
    let explained: usize = streams.iter().map(|stream| stream.members.len()).sum();
    let span = |stream: &Stream| {
        let day = |index: Option<&usize>| index.and_then(|index| points.get(*index)).map(|point| point.date);
        Some((day(stream.members.first())?, day(stream.members.last())?))
    };
    let side_by_side = streams.iter().enumerate().all(|(place, one)| {
        streams.iter().enumerate().any(|(other, two)| {
            place != other
                && matches!((span(one), span(two)), (Some(one), Some(two)) if one.0 < two.1 && two.0 < one.1)
        })
    });
    if streams.len() >= 2 && side_by_side && explained * 100 >= all.len() * EXPLAINED {
        streams
    } else {
        Vec::new()
    }
}

/// Monthly series of one price among other payments: the largest cluster that they explain; several of them when the
/// same price is paid on several days.
fn one_price(points: &[Point], prior: Prior) -> Vec<Chain> {
    let all: Vec<usize> = (0..points.len()).collect();
    let mut groups = clusters(points, &all);
    groups.sort_by_key(|cluster| std::cmp::Reverse(cluster.len()));
    for cluster in groups {
        let priced: Vec<Point> = cluster.iter().filter_map(|index| points.get(*index)).copied().collect();
        if !Cadence::Monthly.can_explain(&priced, (EXPLAINED + 5) / MOST_SIDE_BY_SIDE) {
            continue;
        }
        let mut left = cluster.clone();
        let mut found: Vec<Chain> = Vec::new();
        while left.len() >= 3 && found.len() < MOST_SIDE_BY_SIDE {
            let rest: Vec<Point> = left.iter().filter_map(|index| points.get(*index)).copied().collect();
            let Some(part) = chain(&rest, Cadence::Monthly) else { break };
            if part.members.len() < 3
                || !holds(&part, &rest, part.members.len(), prior)
                || (prior == Prior::Habit && !is_exact(&part, &rest))
            {
                break;
            }
            let members: Vec<usize> =
                part.members.iter().filter_map(|member| left.get(*member)).copied().collect();
            left.retain(|index| !members.contains(index));
            found.push(Chain { members, ..part });
        }
        let explained: usize = found.iter().map(|chain| chain.members.len()).sum();
        if !found.is_empty() && explained * 100 >= cluster.len() * (EXPLAINED + 5) {
            return found;
        }
    }
    Vec::new()
}

/// Leaves payments far off the price out of a series that has one: the last payment of a loan that ends early, a yearly
/// charge of a subscription.
fn leave_out_odd(chain: &mut Chain, points: &[Point]) {
    let amount = |index: &usize| points.get(*index).map_or(0, |point| point.amount);
    let median = upper_median(chain.members.iter().map(amount).collect()).unwrap_or(0);
    let at_price = chain.members.iter().filter(|index| apart(amount(index), median) <= ONE_PRICE).count();
    if chain.members.len() >= 4 && at_price * 100 >= chain.members.len() * EXPLAINED {
        chain.members.retain(|index| apart(amount(index), median) <= FAR_OFF);
    }
}

/// Whether the amounts of a habit are one price beyond chance: three the same to the last digit, more of them nearly so.
/// Among many purchases at one place some are always alike.
fn is_exact(chain: &Chain, points: &[Point]) -> bool {
    let amounts: Vec<i64> =
        chain.members.iter().filter_map(|index| points.get(*index)).map(|point| point.amount).collect();
    let median = upper_median(amounts.clone()).unwrap_or(0);
    match amounts.len() {
        0..=3 => amounts.iter().all(|amount| *amount == median),
        _ => amounts.iter().all(|amount| apart(*amount, median) <= 1),
    }
}

/// Points of one price each, as indices in the order of time. A price is a run of amounts without a gap of 3 %.
fn clusters(points: &[Point], among: &[usize]) -> Vec<Vec<usize>> {
    let mut sorted: Vec<(i64, usize)> =
        among.iter().filter_map(|index| Some((points.get(*index)?.amount, *index))).collect();
    sorted.sort_unstable();
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut last = None;
    for (amount, index) in sorted {
        match (last, clusters.last_mut()) {
            (Some(last), Some(cluster)) if apart(last, amount) <= ONE_PRICE => cluster.push(index),
            _ => clusters.push(vec![index]),
        }
        last = Some(amount);
    }
    for cluster in &mut clusters {
        cluster.sort_unstable();
    }
    clusters
}

/// Whether a chain is a series and no accident.
///
/// Two payments need the same price and nearly the same day; three a rhythm without gaps or similar amounts; four and more
/// may miss a payment now and then. Where nobody agreed to anything, days must be closer and amounts mostly alike, since
/// somebody who buys at one place often will seem regular in part.
fn holds(chain: &Chain, points: &[Point], all: usize, prior: Prior) -> bool {
    let members: Vec<Point> = chain.members.iter().filter_map(|index| points.get(*index)).copied().collect();
    let count = members.len();
    if count * 100 < all * EXPLAINED {
        return false;
    }
    let median = upper_median(members.iter().map(|point| point.amount).collect()).unwrap_or(0);
    let alike = members.iter().filter(|point| apart(point.amount, median) <= ALIKE).count();
    let at_price = members.iter().filter(|point| apart(point.amount, median) <= ONE_PRICE).count();
    let strayed = strayed_tenths(&members, chain.cadence);
    let tolerance = i64::from(chain.cadence.tolerance());
    let quick = chain.cadence < Cadence::Monthly;
    match (count, prior) {
        (0 | 1, _) => false,
        (2, _) => {
            let one_price = members.iter().all(|point| apart(point.amount, median) <= ONE_PRICE);
            one_price && !quick && chain.missed == 0 && strayed <= tolerance * 6
        }
        (3, Prior::Agreed) => chain.missed <= 1 && (!quick || alike == 3),
        (3, Prior::Habit) => chain.missed == 0 && at_price == 3 && !quick && strayed <= tolerance * 5,
        (_, Prior::Agreed) => chain.missed as usize * 3 <= count && strayed <= tolerance * 6,
        (_, Prior::Habit) => {
            let steady = alike * 100 >= count * MOSTLY_ALIKE && strayed <= tolerance * 4;
            let punctual = count >= 6 && strayed * 10 <= tolerance * 15;
            chain.missed as usize * 4 <= count && (steady || punctual)
        }
    }
}

/// Mean of the days by which steps stray from the rhythm, in tenths of a day.
fn strayed_tenths(members: &[Point], cadence: Cadence) -> i64 {
    let steps: Vec<i64> = members
        .windows(2)
        .filter_map(|pair| {
            let [before, after] = pair else { return None };
            let gap = days(before.date, after.date);
            let nearest = (1..=4)
                .filter_map(|steps| cadence.after(before.date, steps))
                .map(|due| (days(due, after.date)).abs())
                .min()?;
            Some(i64::from(nearest.min(gap)))
        })
        .collect();
    match i64::try_from(steps.len()) {
        Ok(count) if count > 0 => steps.iter().sum::<i64>() * 10 / count,
        _ => 0,
    }
}
