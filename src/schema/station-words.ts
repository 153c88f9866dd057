// What pages need to know of a sheet. Apart from the schema, so that they need not load a validator.

/** The kinds and levels of stations, in the words of the sheets. */
export const stationKinds = ['服务中心', '服务站', '专门设施'] as const;
export const stationLevels = ['市', '县', '乡', '村'] as const;

/** 单位的电话；手机号是个人的，不写。 */
export const officePhonePattern = /^(0\d{2,3}-\d{7,8}(-\d{1,5})?|\d{5})$/;
export const officePhoneMessage = '电话写作 0434-1234567；不写个人手机号';

/** Where a point stands, in words, by what is written in content. */
export const precisionWords = { site: '门口', village: '村中心', township: '乡镇中心', county: '县城中心' } as const;

/** What no cell may hold. */
export const markup = /[<>]/;
export const markupMessage = '格子里不能有尖括号 < >；不要粘贴网页代码';

/** Column heads of the sheet, in order, and the field each one fills. */
export const columns = {
  编号: 'id',
  名称: 'name',
  类别: 'kind',
  级别: 'level',
  区划代码: 'code',
  所属乡镇街道: 'township',
  上级站点: 'parent',
  服务内容: 'services',
  地址: 'address',
  电话: 'phone',
  开放时间: 'hours',
  纬度: 'lat',
  经度: 'lng',
  精度: 'precision',
  坐标来源: 'point_source',
  依据: 'basis',
  出处: 'source',
  核对日期: 'checked',
  备注: 'note',
} as const;
